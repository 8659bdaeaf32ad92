using System.Globalization;
using System.Text.Json;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Wire;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>SIGHUP: takes over what may change while running (<see cref="LiveOptions"/>), brings back what the host's network lost, and publishes dockerd's event <c>daemon reload</c>.</summary>
public sealed class ReloadOptions(LiveOptions live, MendNetworks networks, EventBus events, EngineId id, HostFacts host)
{
    /// <param name="read">Checked by <see cref="EngineOptionsRules"/>.</param>
    public void Execute(EngineOptions read)
    {
        live.TakeOver(read);
        _ = networks.ExecuteAsync(); // tells of failures itself; the signal is not kept waiting
        var now = live.Current;
        events.Publish("daemon", "reload", id.Value,
            ("debug", now.Debug ? "true" : "false"),
            ("default-cgroupns-mode", HostConfigDefaults.CgroupnsMode(host)),
            ("default-ipc-mode", HostConfigDefaults.IpcMode),
            ("default-runtime", now.DefaultRuntime),
            ("default-shm-size", HostConfigDefaults.ShmSize.ToString(CultureInfo.InvariantCulture)),
            ("insecure-registries", Json(now.InsecureRegistries)),
            ("labels", Json(now.Labels)),
            ("live-restore", "true"),
            ("name", Environment.MachineName),
            ("registry-mirrors", Json(now.RegistryMirrors)),
            ("runtimes", string.Join(' ', now.Runtimes.Select(static runtime => $"{runtime.Key}:{runtime.Value}"))),
            ("shutdown-timeout", ((long)now.ShutdownTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
    }

    private static string Json(IReadOnlyList<string> values) => JsonSerializer.Serialize([.. values], WireJson.Default.StringList);
}
