using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Devices;

/// <summary>
/// A device node of the host, for the devices of an OCI spec: type <c>c</c>, <c>b</c> or <c>p</c>, numbers, permission
/// bits and owner.
/// </summary>
public sealed record DeviceNode(string Path, char Type, long Major, long Minor, int FileMode, uint UserId, uint GroupId)
{
    /// <summary>Follows symlinks. Null when the path is not a device or FIFO, or nothing is there.</summary>
    public static DeviceNode? Find(string path)
    {
        if (FileStatus.Find(path) is not { } status)
            return null;
        var type = status.Type switch
        {
            0x2000 => 'c',
            0x6000 => 'b',
            0x1000 => 'p',
            _ => '\0',
        };
        return type == '\0'
            ? null
            : new DeviceNode(path, type, status.DeviceMajor, status.DeviceMinor, (int)(status.Mode & 0x1FF), status.UserId, status.GroupId);
    }

    /// <summary>Every device below a directory, symlinks and what is not a device left out, sorted by path.</summary>
    public static IEnumerable<DeviceNode> Below(string directory) =>
        Directory.EnumerateFiles(directory, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        }).Select(Find).OfType<DeviceNode>().OrderBy(device => device.Path, StringComparer.Ordinal);
}
