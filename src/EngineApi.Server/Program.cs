using System.Reflection;
using EngineApi.Names;
using EngineApi.Server;

// Test hosts and the document generator load this assembly: they get the program, put together but without a daemon's
// side effects (pid file, containerd), and their arguments are not ours to parse.
if (Assembly.GetEntryAssembly() != typeof(Daemon).Assembly)
{
    await Gateway.Build(new()).RunAsync();
    return ExitCode.Ok;
}

return args is [NameServerRole.Argument, var directory] ? await NameServer.RunAsync(directory) : await Daemon.RunAsync(args);
