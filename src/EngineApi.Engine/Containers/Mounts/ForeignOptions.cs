using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Mounts;

/// <summary>Options of a mount that belong to another type of mount.</summary>
public static class ForeignOptions
{
    /// <summary>Names of the fields, in the order in which they are refused.</summary>
    public static IEnumerable<string> Of(Mount mount)
    {
        (string Field, string Type, bool Given)[] all =
        [
            ("VolumeOptions", "volume", mount.VolumeOptions is not null), ("BindOptions", "bind", mount.BindOptions is not null),
            ("TmpfsOptions", "tmpfs", mount.TmpfsOptions is not null), ("ImageOptions", "image", mount.ImageOptions is not null),
            ("ClusterOptions", "cluster", mount.ClusterOptions is not null),
        ];
        return all.Where(one => one.Given && one.Type != mount.Type).Select(one => one.Field);
    }
}
