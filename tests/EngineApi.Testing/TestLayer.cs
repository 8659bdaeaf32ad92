using System.Formats.Tar;
using System.Security.Cryptography;

namespace EngineApi.Testing;

/// <summary>A root file system with busybox and little else, as an uncompressed OCI layer made on the spot.</summary>
public sealed class TestLayer
{
    public const string MediaType = "application/vnd.oci.image.layer.v1.tar";

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string[] Applets =
    [
        "sh", "ash", "cat", "cp", "cut", "date", "dd", "df", "echo", "env", "false", "grep", "head", "hostname", "id", "ip", "kill", "ln", "ls",
        "mkdir", "mkfifo", "mount", "mv", "nc", "nproc", "od", "pidof", "ping", "printf", "ps", "pwd", "readlink", "rm", "sed", "seq", "sleep",
        "sort", "stat", "stty", "tail", "tee", "test", "touch", "tr", "true", "tty", "ulimit", "umount", "uname", "wc", "wget", "which",
        "whoami", "xargs", "yes", "vi", "httpd", "nslookup", "sync", "timeout", "trap", "usleep", "sha256sum", "md5sum", "find", "awk", "expr",
        "basename", "dirname", "chmod", "chown", "uptime", "free", "top", "tar", "gzip", "gunzip", "base64", "hexdump", "diff", "cmp", "mknod",
    ];

    private TestLayer(byte[] tar)
    {
        Tar = tar;
        Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(tar));
    }

    public byte[] Tar { get; }

    /// <summary>As uncompressed, the layer's digest is its DiffID too.</summary>
    public string Digest { get; }

    /// <summary>busybox in /bin under its applets' names, the directories a container expects, and any files of the test's.</summary>
    /// <param name="files">Content by absolute path.</param>
    public static async Task<TestLayer> BusyboxAsync(IReadOnlyDictionary<string, string>? files = null)
    {
        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var name in (string[])["bin/", "dev/", "etc/", "proc/", "root/", "sys/", "tmp/", "usr/", "usr/bin/", "var/"])
            {
                await tar.WriteEntryAsync(Entry(TarEntryType.Directory, name, Executable));
            }
            var busybox = Entry(TarEntryType.RegularFile, "bin/busybox", Executable);
            await using var program = File.OpenRead(Tools.PathOf("busybox")!);
            busybox.DataStream = program;
            await tar.WriteEntryAsync(busybox);
            foreach (var applet in Applets)
            {
                var link = Entry(TarEntryType.SymbolicLink, "bin/" + applet, Executable);
                link.LinkName = "/bin/busybox";
                await tar.WriteEntryAsync(link);
            }
            foreach (var (path, content) in Users.Concat(files ?? new Dictionary<string, string>()))
            {
                var file = Entry(TarEntryType.RegularFile, path.TrimStart('/'), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
                file.DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
                await tar.WriteEntryAsync(file);
            }
        }
        return new(bytes.ToArray());
    }

    private static Dictionary<string, string> Users => new()
    {
        ["/etc/passwd"] = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
        ["/etc/group"] = "root:x:0:\nnogroup:x:65534:\n",
    };

    // A fixed time makes the layer, and so its digest, the same on every run.
    private static PaxTarEntry Entry(TarEntryType type, string name, UnixFileMode mode)
        => new(type, name) { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch };
}
