namespace EngineApi.Containerd;

/// <summary>The labels containerd's garbage collector reads.</summary>
public static class GcLabels
{
    /// <summary>On content or a snapshot: keep it until the label goes. The value is free; by custom a time.</summary>
    public const string Root = "containerd.io/gc.root";

    /// <summary>On a lease: when it ends by itself, RFC 3339.</summary>
    public const string Expire = "containerd.io/gc.expire";

    /// <summary>On content: it needs the blob in the value. Add <c>.</c> and anything to have several.</summary>
    public const string RefContent = "containerd.io/gc.ref.content";

    /// <summary>On content: it needs the snapshot in the value. Add the snapshotter's name.</summary>
    public const string RefSnapshotPrefix = "containerd.io/gc.ref.snapshot.";
}
