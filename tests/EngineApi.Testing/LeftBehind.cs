using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Linux.Descriptors;
using Xunit;

namespace EngineApi.Testing;

/// <summary>
/// What is left of containers after a test has removed them: in containerd, in the kernel and on disk. Ask it before the fixture is
/// disposed: <code>await LeftBehind.AssertNothingAsync(containerd);</code>
/// Images, their content and their committed snapshots may stay; so may the fixture's own <see cref="TestRootfs"/>.
/// </summary>
public static class LeftBehind
{
    private const uint FifoType = 0x1000;

    /// <summary>Fails, listing everything, unless the leftovers are gone within a deadline (the kernel takes a moment).</summary>
    public static async Task AssertNothingAsync(PrivateContainerd containerd, params string[] containerIds)
    {
        IReadOnlyList<string> left = [];
        var deadline = DateTimeOffset.UtcNow + Eventually.DefaultDeadline;
        await Eventually.BecomesTrueAsync(async () =>
        {
            left = await FindAsync(containerd, containerIds);
            return left.Count == 0 || DateTimeOffset.UtcNow > deadline - TimeSpan.FromSeconds(2);
        });
        Assert.True(left.Count == 0, "left behind:\n" + string.Join('\n', left));
    }

    /// <summary>One line per leftover, e.g. <c>task web</c> or <c>mount /tmp/…</c>.</summary>
    /// <param name="containerd">Whose namespace and directory to look at.</param>
    /// <param name="containerIds">Removed containers: cgroups of their names count too.</param>
    public static Task<IReadOnlyList<string>> FindAsync(PrivateContainerd containerd, params string[] containerIds)
        => FindAsync(containerd.Client, containerd.Snapshotter, containerd.Root, containerd.Namespace, containerIds);

    /// <summary>The same for a containerd that somebody else started.</summary>
    /// <param name="client">Of <paramref name="containerdNamespace"/>.</param>
    /// <param name="snapshotter">Its snapshots are looked at.</param>
    /// <param name="root">Below it, no mount and no FIFO may be.</param>
    /// <param name="containerdNamespace">No shim and no cgroup may be of it.</param>
    /// <param name="containerIds">Removed containers: cgroups of their names count too.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(
        ContainerdClient client, string snapshotter, string root, string containerdNamespace, params string[] containerIds)
    {
        var left = new List<string>();
        await foreach (var container in client.Containers.ListAsync())
        {
            left.Add($"container {container.Id}");
        }
        left.AddRange((await client.Tasks.ListAsync(CancellationToken.None)).Select(task => $"task {task.ContainerId} ({task.Status})"));
        await foreach (var snapshot in client.Snapshots(snapshotter).ListAsync())
        {
            if (snapshot.Kind != SnapshotKind.Committed)
            {
                left.Add($"snapshot {snapshot.Name} ({snapshot.Kind})");
            }
        }
        left.AddRange((await client.Leases.ListAsync()).Select(lease => $"lease {lease.Id}"));
        left.AddRange((await client.Content.ListIngestsAsync(CancellationToken.None)).Select(ingest => $"ingest {ingest.Ref}"));
        left.AddRange(await UnreferencedContentAsync(client));
        left.AddRange(MountTable.Under(root).Select(point => $"mount {point}"));
        left.AddRange(Fifos(root).Select(path => $"fifo {path}"));
        left.AddRange(Shims(containerdNamespace).Select(pid => $"shim {pid}"));
        left.AddRange(Cgroups(containerdNamespace, containerIds).Select(path => $"cgroup {path}"));
        return left;
    }

    /// <summary>The pids of the shims that serve a namespace.</summary>
    public static IReadOnlyList<int> Shims(string containerdNamespace)
        => [.. ProcessTable.All().Where(process => process.CommandLine is [var program, ..]
            && program.Contains("containerd-shim", StringComparison.Ordinal)
            && process.CommandLine.Contains(containerdNamespace)).Select(process => process.Pid)];

    /// <summary>Blobs that neither an image nor a <see cref="GcLabels.Root"/> label keeps.</summary>
    private static async Task<IEnumerable<string>> UnreferencedContentAsync(ContainerdClient client)
    {
        var references = new Dictionary<string, string[]>();
        var reached = new Stack<string>((await client.Images.ListAsync()).Select(image => image.Target.Digest));
        await foreach (var blob in client.Content.ListAsync())
        {
            references[blob.Digest] = [.. blob.Labels.Where(l => l.Key.StartsWith(GcLabels.RefContent, StringComparison.Ordinal)).Select(l => l.Value)];
            if (blob.Labels.ContainsKey(GcLabels.Root))
            {
                reached.Push(blob.Digest);
            }
        }
        while (reached.TryPop(out var digest))
        {
            if (references.Remove(digest, out var next))
            {
                foreach (var reference in next)
                {
                    reached.Push(reference);
                }
            }
        }
        return references.Keys.Select(digest => $"content {digest}");
    }

    private static IEnumerable<string> Fifos(string root)
        => Directory.EnumerateFileSystemEntries(root, "*", NoLinks)
            .Where(path => FileStatus.Find(path, followSymlink: false)?.Type == FifoType);

    // The parent of the namespace's cgroups belongs to the fixture.
    private static IEnumerable<string> Cgroups(string containerdNamespace, IReadOnlyList<string> containerIds)
        => Directory.EnumerateDirectories("/sys/fs/cgroup", "*", NoLinks)
            .Where(path => path.Contains($"/{containerdNamespace}/", StringComparison.Ordinal) || containerIds.Contains(Path.GetFileName(path)));

    private static EnumerationOptions NoLinks => new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };
}
