using EngineApi.Containerd;
using EngineApi.Containerd.Containers;
using EngineApi.Containerd.Tasks;

namespace EngineApi.Engine.Containers;

/// <summary>Docker's runtime names and what containerd has to be told for each.</summary>
public sealed class RuntimeCatalog(EngineOptions options)
{
    /// <summary>A container has a spec from its first start on; containerd's records must have one always.</summary>
    private static readonly byte[] NoSpecYet = """{"ociVersion":"1.0.2"}"""u8.ToArray();

    internal static TypedBytes NoSpec => TypedBytes.Spec(NoSpecYet);

    /// <summary>A containerd record with what depends on the runtime and the root file system.</summary>
    public ContainerRecord RecordFor(ContainerSnapshot container)
    {
        var (shim, runtimeOptions) = Resolve(container.Settings.HostConfig.Runtime ?? options.DefaultRuntime);
        return new()
        {
            Id = container.Id,
            Image = container.Settings.Config.Image,
            Runtime = shim,
            RuntimeOptions = runtimeOptions,
            Spec = NoSpec,
            Snapshotter = options.Snapshotter,
            SnapshotKey = container.Id,
        };
    }

    /// <summary>A path is a runc-compatible binary; anything with dots (<c>io.containerd.kata.v2</c>) is a shim.</summary>
    private (string Shim, TypedBytes? Options) Resolve(string name)
    {
        var target = options.Runtimes.GetValueOrDefault(name, name);
        return target.StartsWith('/') ? (RuncOptions.RuncV2, new RuncOptions { BinaryName = target }.ToTypedBytes())
            : target.Contains('.', StringComparison.Ordinal) && target != RuncOptions.RuncV2 ? (target, null)
            : (RuncOptions.RuncV2, new RuncOptions { BinaryName = target is "runc" or RuncOptions.RuncV2 ? "" : target }.ToTypedBytes());
    }
}
