using System.Diagnostics;
using System.Globalization;
using EngineApi.Testing;

namespace EngineApi.Clients.Tests.Restart;

/// <summary>
/// What a machine loses that goes down without a word: every process, every mount, cgroups, what lies in a tmpfs, and its network. Only
/// what is on disk stays. The machine itself stays up, as others use it.
/// </summary>
internal static class Reboot
{
    public static async Task HappenAsync(EngineProcess engine, HostNamespace host)
    {
        // Nobody is to see anybody else end.
        await engine.KillAsync();
        foreach (var find in new Func<IEnumerable<int>>[] { () => Programs(engine), () => LeftBehind.Shims(engine.Namespace), () => InCgroups(engine) })
            await KillAsync(engine, find);
        foreach (var socket in ShimSockets(engine))
            File.Delete(socket);
        MountTable.DetachAllUnder(engine.ExecRoot);
        MountTable.DetachAllUnder(engine.DataRoot);
        Directory.Delete(engine.ExecRoot, recursive: true);
        File.Delete(engine.PidFile);
        File.Delete(engine.SocketPath);
        if (Directory.Exists(RuncRoot(engine)))
            Directory.Delete(RuncRoot(engine), recursive: true);
        foreach (var cgroup in Cgroups(engine))
            await Eventually.BecomesTrueAsync(() => TryRemove(cgroup));
        await host.RenewAsync();
    }

    private static string RuncRoot(EngineProcess engine) => "/run/containerd/runc/" + engine.Namespace;

    private static async Task KillAsync(EngineProcess engine, Func<IEnumerable<int>> find) => await Eventually.BecomesTrueAsync(async () =>
    {
        var alive = find().ToArray();
        if (alive.Length == 0)
            return true;
        using var kill = Process.Start("kill", ["-9", .. alive.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
        foreach (var freezer in Cgroups(engine).Select(cgroup => Path.Combine(cgroup, "freezer.state")).Where(File.Exists))
            await File.WriteAllTextAsync(freezer, "THAWED"); // What is paused dies when it goes on.
        return false;
    });

    /// <summary>containerd, the DNS server, and whoever else was told of our directories.</summary>
    private static IEnumerable<int> Programs(EngineProcess engine) => ProcessTable.All()
        .Where(process => process.CommandLine.Any(argument => argument.Contains(engine.ExecRoot, StringComparison.Ordinal)))
        .Select(process => process.Pid)
        .Concat(engine.Holders());

    private static IEnumerable<int> InCgroups(EngineProcess engine) => Cgroups(engine)
        .SelectMany(cgroup => File.ReadLines(Path.Combine(cgroup, "cgroup.procs")))
        .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
        .Where(pid => pid > 0)
        .Distinct();

    private static IReadOnlyList<string> Cgroups(EngineProcess engine) =>
        [.. Directory.EnumerateDirectories("/sys/fs/cgroup", "*", new EnumerationOptions
            {
                RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
            })
            .Where(path => path.Contains($"/{engine.Namespace}/", StringComparison.Ordinal) && File.Exists(Path.Combine(path, "cgroup.procs")))
            .OrderByDescending(path => path.Length)];

    private static IReadOnlyList<string> ShimSockets(EngineProcess engine) =>
        [.. Directory.EnumerateFiles(engine.ExecRoot, "address", SearchOption.AllDirectories)
            .Select(file => File.ReadAllText(file).Replace("unix://", "", StringComparison.Ordinal))
            .Where(File.Exists)];

    /// <summary>The kernel takes a moment to see the last process gone.</summary>
    private static bool TryRemove(string cgroup)
    {
        try
        {
            Directory.Delete(cgroup);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
