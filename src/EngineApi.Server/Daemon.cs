using EngineApi.Engine;
using EngineApi.Server.Listeners;
using EngineApi.Server.Options;
using EngineApi.Wire;
using Microsoft.AspNetCore.Connections;

namespace EngineApi.Server;

/// <summary>The life of the process: options, pid file, listening, signals, stop. Failures become one line and an exit code.</summary>
internal static class Daemon
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var settings = SettingsReader.Read(arguments);
            settings = settings with { Engine = settings.Engine with { NameServerProgram = NameServerRole.CommandLine } };
            switch (settings.Action)
            {
                case DaemonAction.Help:
                    Console.Out.Write(UsageText.Write(DaemonOptions.All));
                    return ExitCode.Ok;
                case DaemonAction.Version:
                    Console.Out.WriteLine($"engineapi version {EngineVersion.Version}, API {ApiVersion.Max} (minimum {ApiVersion.Min})");
                    return ExitCode.Ok;
                case DaemonAction.Validate:
                    Console.Out.WriteLine("configuration OK");
                    return ExitCode.Ok;
                default:
                    await ServeAsync(settings, arguments);
                    return ExitCode.Ok;
            }
        }
        catch (Exception error) when (ExitCode.Of(error) is { } code)
        {
            Console.Error.WriteLine($"engineapi: {Describe(error)}");
            return code;
        }
    }

    private static async Task ServeAsync(DaemonSettings settings, string[] arguments)
    {
        // Held to the very end: until a private containerd has stopped, the next instance would find it in its way.
        using var pid = PidFile.Create(settings.PidFile);
        await using var app = Gateway.Build(settings);
        using var reload = new Reload(app.Services, arguments);
        await app.StartAsync();
        var engine = app.Services.GetRequiredService<EngineLifetime>();
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await engine.StartAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return; // told to stop while starting
        }
        app.Services.GetRequiredService<LogSwitch>().Started = true;
        var log = app.Services.GetRequiredService<ILogger<Gateway>>();
        foreach (var host in settings.Server.Hosts) log.Listening(host.ToString());
        var memory = app.Services.GetRequiredService<MemoryAtRest>();
        memory.Release();
        var resting = memory.RunAsync(stopping);
        try
        {
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException)
        {
            log.StopCut(settings.Engine.ShutdownTimeout.TotalSeconds);
        }

        await resting;
    }

    private static string Describe(Exception error) => error switch
    {
        OptionException => $"{error.Message}\nSee 'engineapi --help'.",
        // Kestrel wraps what the transport said.
        IOException { InnerException: AddressInUseException or ListenException } => error.InnerException.Message,
        _ => error.Message,
    };
}
