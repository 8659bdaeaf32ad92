namespace EngineApi.Linux.Mounts;

/// <summary>One mount of a snapshot, as containerd's snapshotters describe it: file system type (<c>bind</c>, <c>overlay</c>), source, options.</summary>
public sealed record MountSpec(string Type, string Source, IReadOnlyList<string> Options);
