using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Xunit;

namespace EngineApi.Clients.Tests;

/// <summary>A small real root file system: the distribution's static busybox with its applets, passwd and group.</summary>
internal static class BusyboxImage
{
    public const string Name = "busybox:latest";

    private const string Busybox = "/bin/busybox";

    public static async Task ImportAsync(EngineProcess engine)
    {
        var cli = new DockerCli(engine);
        var imported = await cli.RunWithInputAsync(await RootfsAsync(), "import", "--change", """CMD ["sh"]""", "-", Name);
        imported.Ok();
    }

    public static async Task<byte[]> RootfsAsync()
    {
        Assert.SkipUnless(File.Exists(Busybox), "busybox-static is not installed");
        using var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var directory in new[] { "bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "var" })
                await tar.WriteEntryAsync(Directory(directory, directory == "tmp" ? 0x3FF : 0x1ED));
            await using (var binary = File.OpenRead(Busybox))
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0x1ED, DataStream = binary });
            }

            foreach (var applet in await AppletsAsync())
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
            await tar.WriteEntryAsync(Text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nmail:x:8:8:mail:/var/mail:/bin/false\n"));
            await tar.WriteEntryAsync(Text("etc/group", "root:x:0:\nwheel:x:10:root\nmail:x:8:\nextra:x:4242:mail\n"));
        }

        return archive.ToArray();
    }

    private static async Task<string[]> AppletsAsync()
    {
        using var busybox = Process.Start(new ProcessStartInfo(Busybox, "--list") { RedirectStandardOutput = true })!;
        var list = await busybox.StandardOutput.ReadToEndAsync();
        return [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(applet => applet != "busybox")];
    }

    private static PaxTarEntry Directory(string name, int mode) => new(TarEntryType.Directory, name + "/") { Mode = (UnixFileMode)mode };

    private static PaxTarEntry Text(string name, string text) => new(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)0x1A4,
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    };
}
