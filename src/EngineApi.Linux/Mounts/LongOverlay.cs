using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EngineApi.Linux.Mounts;

/// <summary>
/// mount(2) takes one page of options, and an image of some fifty layers names more. So the layers are named from the directory
/// that they have in common, which for the call is the working directory: that of a thread of its own, for the process has one, too.
/// </summary>
internal static partial class LongOverlay
{
    private const string Lower = "lowerdir=";
    private const int CloneFs = 0x200;

    public static bool IsNeeded(string type, string data) =>
        type == "overlay" && Encoding.UTF8.GetByteCount(data) >= Environment.SystemPageSize;

    /// <param name="mount">Makes the mount; gets the shorter data.</param>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static void Mount(string data, Action<string> mount)
    {
        var (directory, shorter) = Shorten(data);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                EnterAlone(directory);
                mount(shorter);
            }
            catch (LinuxException e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>The directory that all layers have in common, and the options with the layers' names from there.</summary>
    internal static (string Directory, string Data) Shorten(string data)
    {
        var options = data.Split(',');
        var at = Array.FindIndex(options, option => option.StartsWith(Lower, StringComparison.Ordinal));
        if (at < 0)
            return ("/", data);
        var layers = options[at][Lower.Length..].Split(':');
        var common = layers.Aggregate(Common);
        common = common[..(common.LastIndexOf('/') + 1)];
        if (common.Length == 0)
            return ("/", data);
        options[at] = Lower + string.Join(':', layers.Select(layer => layer[common.Length..]));
        return (common, string.Join(',', options));
    }

    private static string Common(string one, string other) => one[..one.AsSpan().CommonPrefixLength(other)];

    private static void EnterAlone(string directory)
    {
        if (Unshare(CloneFs) < 0)
            throw LinuxException.FromLastError("unshare");
        if (ChangeDirectory(directory) < 0)
            throw LinuxException.FromLastError("chdir", directory);
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeDirectory(string path);
}
