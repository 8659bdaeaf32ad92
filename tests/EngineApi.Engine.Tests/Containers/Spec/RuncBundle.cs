using System.Diagnostics;
using System.Text.Json;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

/// <summary>An OCI bundle with a busybox root, run by the real runc under a state directory and a cgroup of its own.</summary>
internal sealed class RuncBundle : IDisposable
{
    private const string Busybox = "/bin/busybox";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly string _root;

    public RuncBundle()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        Assert.SkipUnless(Find("runc") is not null, "needs runc");
        Assert.SkipUnless(Find("busybox") is not null, "needs a static busybox");
        _root = Directory.CreateTempSubdirectory("engineapi-spec-").FullName;
        foreach (var directory in (string[])["bin", "sbin", "etc", "proc", "dev", "sys", "tmp", "data"])
            Directory.CreateDirectory(Path.Combine(Rootfs, directory));
        File.Copy(Find("busybox")!, Rootfs + Busybox);
        File.CreateSymbolicLink(Rootfs + "/bin/sh", Busybox);
        File.WriteAllText(Rootfs + "/etc/passwd", Users.Passwd);
        File.WriteAllText(Rootfs + "/etc/group", Users.Group);
    }

    public static UserDatabase Users { get; } = new("root:x:0:0::/root:/bin/sh\nweb:x:33:34::/:/bin/sh\n", "root:x:0:\nweb:x:34:\nmedia:x:44:web\n");

    public string CgroupParent => Path.GetFileName(_root);

    /// <summary>A directory of the host, to bind from.</summary>
    public string HostDirectory(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private string Rootfs => Path.Combine(_root, "bundle", "rootfs");

    /// <summary>Runs the container to its end.</summary>
    /// <returns>What it wrote, and its exit code.</returns>
    public async Task<(string Output, int ExitCode)> RunAsync(OciSpec spec)
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "bundle", "config.json"), JsonSerializer.Serialize(spec, OciJson.Default.OciSpec));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var runc = Process.Start(new ProcessStartInfo(
            Find("runc")!, ["--root", Path.Combine(_root, "state"), "run", "--bundle", Path.Combine(_root, "bundle"), CgroupParent])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = runc.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = runc.StandardError.ReadToEndAsync(deadline.Token);
        await runc.WaitForExitAsync(deadline.Token);
        return (await output + await error, runc.ExitCode);
    }

    public void Dispose()
    {
        // runc removes the container's cgroup and leaves the parent that it made.
        foreach (var controller in Directory.GetDirectories("/sys/fs/cgroup"))
        {
            var parent = Path.Combine(controller, CgroupParent);
            if (Directory.Exists(parent))
                Directory.Delete(parent);
        }
        Directory.Delete(_root, recursive: true);
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}
