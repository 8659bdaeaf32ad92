using System.Runtime.InteropServices;
using EngineApi.Engine;
using EngineApi.Server.Options;
using Microsoft.Extensions.Options;

namespace EngineApi.Server;

/// <summary>
/// SIGHUP: reads the configuration again and takes over what can change while running (debug, log level, labels, registries, the time of a stop).
/// A file that is not accepted changes nothing.
/// </summary>
internal sealed class Reload : IDisposable
{
    private readonly PosixSignalRegistration _signal;

    public Reload(IServiceProvider parts, string[] arguments)
    {
        var level = parts.GetRequiredService<LogSwitch>();
        var log = parts.GetRequiredService<ILogger<Reload>>();
        var engine = parts.GetRequiredService<ReloadOptions>();
        var host = parts.GetRequiredService<IOptions<HostOptions>>().Value;
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true; // the default is to end
            try
            {
                var settings = SettingsReader.Read(arguments);
                level.Set(settings.Server.LogLevel, settings.Engine.Debug);
                host.ShutdownTimeout = settings.Engine.ShutdownTimeout;
                engine.Execute(settings.Engine);
                log.Reloaded(settings.Engine.Debug);
            }
            catch (OptionException error)
            {
                log.ReloadRefused(error.Message);
            }
        });
    }

    public void Dispose() => _signal.Dispose();
}
