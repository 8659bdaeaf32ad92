using EngineApi.Engine.Stdio;
using Microsoft.Extensions.Logging.Abstractions;

// EngineApi.LogHost EXEC-ROOT LOG MAX-SIZE: captures until its stdin ends, then drains. Killed in the midst most of the time.
using var thread = new StdioThread(TimeProvider.System, NullLogger<StdioThread>.Instance);
var size = long.Parse(args[2], null);
var log = await ContainerLog.OpenAsync(thread, args[1], new JsonFileOptions(size == 0 ? null : size, MaxFile: 100_000));
var hub = new StdioHub(thread, new StdioHubOptions { Log = log });
await hub.ResumeAsync(StdioPaths.For(args[0], "c", "", stdin: false, tty: false), _ => Task.CompletedTask);
Console.WriteLine("ready");
await Console.In.ReadToEndAsync();
await hub.DrainAsync(TimeSpan.FromSeconds(60));
await hub.EndRunAsync();
await hub.CloseAsync();
Console.WriteLine("done");
