using System.Runtime.InteropServices;
using EngineApi.Server.Options;

namespace EngineApi.Server;

/// <summary>
/// SIGHUP: reads the configuration again and takes over what can change while running (debug mode, log level).
/// A file that is not accepted changes nothing.
/// </summary>
internal sealed class Reload : IDisposable
{
    private readonly PosixSignalRegistration _signal;

    public Reload(IServiceProvider parts, string[] arguments)
    {
        var level = parts.GetRequiredService<LogSwitch>();
        var log = parts.GetRequiredService<ILogger<Reload>>();
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true; // the default is to end
            try
            {
                var settings = SettingsReader.Read(arguments);
                level.Set(settings.Server.LogLevel, settings.Engine.Debug);
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
