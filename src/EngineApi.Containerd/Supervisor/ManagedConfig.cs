namespace EngineApi.Containerd.Supervisor;

/// <summary>The configuration of a managed containerd (containerd-config.toml(5), version 2, which every release since 1.3 reads).</summary>
internal static class ManagedConfig
{
    // What we do not use. Some would touch places outside our roots (opt makes /opt/containerd), others cost start-up time.
    private static readonly string[] DisabledPlugins =
    [
        "io.containerd.grpc.v1.cri",
        "io.containerd.cri.v1.images",
        "io.containerd.cri.v1.runtime",
        "io.containerd.internal.v1.opt",
        "io.containerd.internal.v1.restart",
        "io.containerd.snapshotter.v1.aufs",
        "io.containerd.snapshotter.v1.blockfile",
        "io.containerd.snapshotter.v1.btrfs",
        "io.containerd.snapshotter.v1.devmapper",
        "io.containerd.snapshotter.v1.erofs",
        "io.containerd.snapshotter.v1.zfs",
        "io.containerd.nri.v1.nri",
        "io.containerd.tracing.processor.v1.otlp",
        "io.containerd.internal.v1.tracing",
    ];

    public static string Toml(ManagedPaths paths, string logLevel) => $"""
        # Written by engineapi at every start.
        version = 2
        root = {Quote(paths.Root)}
        state = {Quote(paths.State)}
        disabled_plugins = [{string.Join(", ", DisabledPlugins.Select(Quote))}]

        [grpc]
          address = {Quote(paths.Socket)}

        [ttrpc]
          address = {Quote(paths.TtrpcSocket)}

        [debug]
          level = {Quote(logLevel)}

        """;

    private static string Quote(string text)
        => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
