using System.Text.Json;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Volumes;

/// <summary>
/// The volumes on disk, a directory each: <c>DATA-ROOT/volumes/NAME/volume.json</c> says what it is, <c>_data</c> is what containers see.
/// </summary>
/// <remarks>
/// A volume is made under another name, one of no more characters, and renamed when it is whole, and renamed before it is deleted. Names of
/// volumes begin with a letter or a digit, so those that begin with a dot are what a crash left.
/// </remarks>
public sealed class VolumeFiles(EngineOptions options, ILogger<VolumeFiles> log)
{
    private const string Unfinished = ".new-";
    private const string Removed = ".removed-";
    private const string Description = "volume.json";

    /// <summary>Where containers' users must be able to get through; only root reads it.</summary>
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode OfData = Passable | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead;

    private string Root => Path.Combine(options.DataRoot, "volumes");

    /// <summary>What containers see of a volume.</summary>
    public string DataOf(string name) => Path.Combine(Root, name, "_data");

    /// <summary>Those that can be read. One that cannot is left where it is, and logged.</summary>
    public IReadOnlyList<VolumeRecord> Read()
    {
        Directory.CreateDirectory(Root, Passable);
        foreach (var left in Directory.EnumerateDirectories(Root, ".*"))
            Delete(Path.GetFileName(left));
        return [.. Directory.EnumerateDirectories(Root).Select(TryRead).OfType<VolumeRecord>()];
    }

    public void Make(VolumeRecord volume)
    {
        var unfinished = Path.Combine(Root, Unfinished + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(unfinished, Passable);
        var data = Directory.CreateDirectory(Path.Combine(unfinished, "_data"), OfData);
        File.SetUnixFileMode(data.FullName, OfData); // whatever the umask
        using (var file = new FileStream(Path.Combine(unfinished, Description), FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, volume, VolumeJson.Stored.VolumeRecord);
            file.Flush(flushToDisk: true);
        }

        Directory.Move(unfinished, Path.Combine(Root, volume.Name));
        FileDescriptor.SyncDirectory(Root);
    }

    /// <summary>With all that is in it; in order if it is gone already.</summary>
    public void Remove(string name)
    {
        var removed = Removed + Guid.NewGuid().ToString("N");
        if (Directory.Exists(Path.Combine(Root, name)))
            Directory.Move(Path.Combine(Root, name), Path.Combine(Root, removed));
        FileDescriptor.SyncDirectory(Root);
        Delete(removed);
    }

    /// <summary>Bytes of its files; a file with several names counts once for each.</summary>
    public long SizeOf(string name) => new DirectoryInfo(DataOf(name))
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true })
        .Sum(static file => file.LinkTarget is null ? file.Length : 0);

    private void Delete(string directory)
    {
        using var tree = new FileTree(FileDescriptor.Open(Root, OpenFlags.ReadOnly | OpenFlags.Directory));
        if (Directory.Exists(Path.Combine(Root, directory)))
            tree.Root.Remove(directory);
    }

    private VolumeRecord? TryRead(string directory)
    {
        var path = Path.Combine(directory, Description);
        try
        {
            using var file = File.OpenRead(path);
            var volume = JsonSerializer.Deserialize(file, VolumeJson.Stored.VolumeRecord);
            return volume?.Name == Path.GetFileName(directory) ? volume : throw new JsonException("it does not describe this volume");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            log.VolumeUnreadable(path, e);
            return null;
        }
    }
}
