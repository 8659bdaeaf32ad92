namespace EngineApi.Containerd.Containers;

/// <summary>The names that <see cref="ContainerStore.UpdateAsync"/> takes for the parts of a record.</summary>
public static class ContainerFields
{
    public const string Labels = "labels";
    public const string Extensions = "extensions";
    public const string Spec = "spec";
    public const string Image = "image";
    public const string SnapshotKey = "snapshotkey";

    public static string Label(string key) => "labels." + key;

    public static string Extension(string name) => "extensions." + name;
}
