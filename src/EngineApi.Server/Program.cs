using System.Reflection;
using EngineApi.Server;

// Tests and the document generator load this assembly and pass arguments of their own, which are not ours to parse.
var own = Assembly.GetEntryAssembly() == typeof(Daemon).Assembly;
return await Daemon.RunAsync(own ? args : []);
