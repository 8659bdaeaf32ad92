using EngineApi.Containerd.Containers;
using EngineApi.Containerd.Tasks;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Containers;

public sealed class ContainerStoreTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_stored_as_given()
    {
        var record = Record("stored") with
        {
            Labels = new Dictionary<string, string> { ["engineapi/name"] = "web" },
            Image = "busybox",
            RuntimeOptions = new RuncOptions { BinaryName = "runc", SystemdCgroup = true }.ToTypedBytes(),
            Snapshotter = "native",
            SnapshotKey = "key",
            Extensions = new Dictionary<string, TypedBytes> { ["one"] = new("type/one", new byte[] { 1, 2 }) },
        };
        var created = await containerd.Client.Containers.CreateAsync(record, Cancel);
        var read = await containerd.Client.Containers.GetAsync("stored", Cancel);
        foreach (var answer in (ContainerRecord[])[created, read])
        {
            Assert.Equal(record.Labels, answer.Labels);
            Assert.Equal((record.Image, record.Runtime, record.Snapshotter, record.SnapshotKey), (answer.Image, answer.Runtime, answer.Snapshotter, answer.SnapshotKey));
            Assert.Equal(record.Spec, answer.Spec);
            Assert.Equal(record.RuntimeOptions, answer.RuntimeOptions);
            Assert.Equal(record.Extensions["one"], answer.Extensions["one"]);
            Assert.InRange(answer.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        }
    }

    [Fact]
    public async Task An_update_changes_the_named_fields_only()
    {
        var record = Record("updated") with
        {
            Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
            Extensions = new Dictionary<string, TypedBytes> { ["config"] = new("t", new byte[] { 1 }), ["state"] = new("t", new byte[] { 2 }) },
        };
        await containerd.Client.Containers.CreateAsync(record, Cancel);
        var change = record with
        {
            Labels = new Dictionary<string, string> { ["a"] = "9" },
            Extensions = new Dictionary<string, TypedBytes> { ["state"] = new("t", new byte[] { 3 }) },
            SnapshotKey = "ignored",
        };
        var updated = await containerd.Client.Containers.UpdateAsync(change, [ContainerFields.Label("a"), ContainerFields.Extension("state")], Cancel);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "9", ["b"] = "2" }, updated.Labels);
        Assert.Equal([1], updated.Extensions["config"].Value.ToArray());
        Assert.Equal([3], updated.Extensions["state"].Value.ToArray());
        Assert.Equal("", updated.SnapshotKey);
        Assert.True(updated.UpdatedAt > updated.CreatedAt);
    }

    [Fact]
    public async Task A_list_can_be_filtered()
    {
        foreach (var (id, name) in new[] { ("list1", "one"), ("list2", "two") })
        {
            await containerd.Client.Containers.CreateAsync(
                Record(id) with { Labels = new Dictionary<string, string> { ["engineapi/name"] = name } }, Cancel);
        }
        var found = await containerd.Client.Containers.ListAsync(["labels.\"engineapi/name\"==two"], Cancel).Select(record => record.Id).ToListAsync(Cancel);
        Assert.Equal(["list2"], found);
        var all = await containerd.Client.Containers.ListAsync(cancellationToken: Cancel).Select(record => record.Id).ToListAsync(Cancel);
        Assert.Contains("list1", all);
        Assert.Contains("list2", all);
    }

    [Fact]
    public async Task Refusals_have_kinds()
    {
        var containers = containerd.Client.Containers;
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => containers.GetAsync("nobody", Cancel), "container \"nobody\" in namespace");
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => containers.DeleteAsync("nobody", Cancel), "nobody");
        await containers.CreateAsync(Record("twice"), Cancel);
        await Refused.WithAsync(ContainerdErrorKind.AlreadyExists, () => containers.CreateAsync(Record("twice"), Cancel), "twice");
        await Refused.WithAsync(ContainerdErrorKind.InvalidArgument, () => containers.CreateAsync(Record("not/valid"), Cancel), "not/valid");
        await Refused.WithAsync(ContainerdErrorKind.InvalidArgument, () => containers.UpdateAsync(Record("twice"), ["nonsense"], Cancel), "nonsense");
        await containers.DeleteAsync("twice", Cancel);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => containers.GetAsync("twice", Cancel), "twice");
    }

    [Fact]
    public async Task Namespaces_do_not_see_each_other()
    {
        await containerd.Client.Containers.CreateAsync(Record("mine"), Cancel);
        var other = containerd.Client.WithNamespace(containerd.Namespace + "-other");
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => other.Containers.GetAsync("mine", Cancel), "mine");
    }

    private static ContainerRecord Record(string id) => new() { Id = id, Spec = TypedBytes.Spec("{}"u8.ToArray()) };
}
