// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>
/// The options as of now. Debug, labels, registries and the shutdown's time can change while the engine runs (SIGHUP); whoever acts
/// on one of these asks here. Of the others what the engine was started with counts to its end.
/// </summary>
public sealed class LiveOptions(EngineOptions started)
{
    private volatile EngineOptions _current = started;

    public EngineOptions Current => _current;

    internal void TakeOver(EngineOptions read) => _current = _current with
    {
        Debug = read.Debug,
        Labels = read.Labels,
        InsecureRegistries = read.InsecureRegistries,
        RegistryMirrors = read.RegistryMirrors,
        ShutdownTimeout = read.ShutdownTimeout,
    };
}
