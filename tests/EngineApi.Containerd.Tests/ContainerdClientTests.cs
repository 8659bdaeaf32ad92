using EngineApi.Containerd.Events;
using EngineApi.Containerd.Leases;
using EngineApi.Containerd.Tasks;
using Grpc.Core;
using Xunit;

namespace EngineApi.Containerd.Tests;

public sealed class ContainerdClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_carries_the_namespace_and_every_unary_one_a_deadline()
    {
        var invoker = new FakeInvoker(new(StatusCode.Internal, "injected"));
        var client = new ContainerdClient(invoker, "mine");
        foreach (var call in EveryCall(client.WithLease("held")))
        {
            Assert.Equal(ContainerdErrorKind.Internal, (await Assert.ThrowsAsync<ContainerdException>(call)).Kind);
        }
        string[] unlimited =
        [
            "/containerd.services.tasks.v1.Tasks/Wait", "/containerd.services.containers.v1.Containers/ListStream",
            "/containerd.services.content.v1.Content/List", "/containerd.services.content.v1.Content/Read",
            "/containerd.services.content.v1.Content/Write", "/containerd.services.snapshots.v1.Snapshots/List",
            "/containerd.services.events.v1.Events/Subscribe",
        ];
        Assert.Equal(EveryCall(client).Count(), invoker.Calls.Select(call => call.Method).Distinct().Count() - 1); // Publish, by Subscribe.
        foreach (var (method, options) in invoker.Calls)
        {
            Assert.Equal("mine", options.Headers!.GetValue("containerd-namespace"));
            Assert.Equal("held", options.Headers!.GetValue("containerd-lease"));
            Assert.True(options.Deadline is null == unlimited.Contains(method), $"{method}: deadline {options.Deadline}");
        }
    }

    [Theory]
    [InlineData(StatusCode.NotFound, ContainerdErrorKind.NotFound, false)]
    [InlineData(StatusCode.AlreadyExists, ContainerdErrorKind.AlreadyExists, false)]
    [InlineData(StatusCode.InvalidArgument, ContainerdErrorKind.InvalidArgument, false)]
    [InlineData(StatusCode.FailedPrecondition, ContainerdErrorKind.FailedPrecondition, false)]
    [InlineData(StatusCode.Unavailable, ContainerdErrorKind.Unavailable, true)]
    [InlineData(StatusCode.Unimplemented, ContainerdErrorKind.Unimplemented, false)]
    [InlineData(StatusCode.DeadlineExceeded, ContainerdErrorKind.DeadlineExceeded, true)]
    [InlineData(StatusCode.Cancelled, ContainerdErrorKind.Cancelled, false)]
    [InlineData(StatusCode.Unknown, ContainerdErrorKind.Unknown, false)]
    [InlineData(StatusCode.ResourceExhausted, ContainerdErrorKind.ResourceExhausted, false)]
    [InlineData(StatusCode.DataLoss, ContainerdErrorKind.DataLoss, false)]
    public async Task A_status_becomes_a_kind(StatusCode status, ContainerdErrorKind kind, bool transient)
    {
        var client = new ContainerdClient(new FakeInvoker(new(status, "words")), "mine");
        var error = await Assert.ThrowsAsync<ContainerdException>(() => client.VersionAsync(Cancel));
        Assert.Equal((kind, transient), (error.Kind, error.IsTransient));
        Assert.Contains(kind == ContainerdErrorKind.DeadlineExceeded ? "did not answer Version within 10 s" : "words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nested_statuses_are_cleaned_and_wordless_ones_described()
    {
        var nested = new Status(StatusCode.Unknown, "failed to start: rpc error: code = NotFound desc = process x: not found: unknown");
        var error = await Assert.ThrowsAsync<ContainerdException>(() => new ContainerdClient(new FakeInvoker(nested), "n").VersionAsync(Cancel));
        Assert.Equal("failed to start: process x: not found: unknown", error.Message);
        error = await Assert.ThrowsAsync<ContainerdException>(
            () => new ContainerdClient(new FakeInvoker(new(StatusCode.Aborted, "")), "n").VersionAsync(Cancel));
        Assert.Equal("containerd refused Version: Aborted", error.Message);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var client = new ContainerdClient(new FakeInvoker(new(StatusCode.Cancelled, "")), "n");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.VersionAsync(cancelled.Token));
    }

    [Theory]
    [InlineData("/tmp/ea-no-such/containerd.sock")]
    [InlineData("unix:///tmp/ea-no-such/containerd.sock")]
    public async Task A_missing_socket_is_named(string address)
    {
        using var client = new ContainerdClient(address, "n");
        var error = await Assert.ThrowsAsync<ContainerdException>(() => client.VersionAsync(Cancel));
        Assert.Equal(ContainerdErrorKind.Unavailable, error.Kind);
        Assert.Contains("/tmp/ea-no-such/containerd.sock", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Func<Task>> EveryCall(ContainerdClient client)
    {
        var snapshots = client.Snapshots("s");
        var task = client.Tasks.Of("c");
        var none = new Dictionary<string, string>();
        return
        [
            () => client.VersionAsync(Cancel),
            () => client.PluginsAsync(),
            () => client.ServerUuidAsync(Cancel),
            () => client.Containers.CreateAsync(new() { Id = "c", Spec = new("", default) }, Cancel),
            () => client.Containers.GetAsync("c", Cancel),
            () => client.Containers.ListAsync().ToListAsync(Cancel).AsTask(),
            () => client.Containers.UpdateAsync(new() { Id = "c", Spec = new("", default) }, [], Cancel),
            () => client.Containers.DeleteAsync("c", Cancel),
            () => client.Tasks.ListAsync(Cancel),
            () => task.CreateAsync(new(), Cancel),
            () => task.StartAsync(Cancel),
            () => task.GetAsync(Cancel),
            () => task.WaitAsync(Cancel),
            () => task.KillAsync(9),
            () => task.ExecAsync("e", default, ProcessIO.None, Cancel),
            () => task.ResizePtyAsync(1, 1, Cancel),
            () => task.CloseIOAsync(Cancel),
            () => task.PauseAsync(Cancel),
            () => task.ResumeAsync(Cancel),
            () => task.ListPidsAsync(Cancel),
            () => task.MetricsAsync(Cancel),
            () => task.UpdateAsync(default, Cancel),
            () => task.CheckpointAsync(new(), Cancel),
            () => task.DeleteAsync(Cancel),
            () => task.Exec("e").DeleteAsync(Cancel),
            () => client.Images.GetAsync("i", Cancel),
            () => client.Images.ListAsync(),
            () => client.Images.CreateAsync(new("i", new("", "", 0)), Cancel),
            () => client.Images.UpdateAsync(new("i", new("", "", 0)), [], Cancel),
            () => client.Images.DeleteAsync("i"),
            () => client.Content.InfoAsync("d", Cancel),
            () => client.Content.UpdateLabelsAsync("d", none, Cancel),
            () => client.Content.ListAsync().ToListAsync(Cancel).AsTask(),
            () => client.Content.DeleteAsync("d", Cancel),
            () => client.Content.OpenRead("d").ReadAsync(new byte[1], Cancel).AsTask(),
            () => client.Content.OpenWriterAsync("r", cancellationToken: Cancel),
            () => client.Content.StatusAsync("r", Cancel),
            () => client.Content.ListIngestsAsync(Cancel),
            () => client.Content.AbortAsync("r", Cancel),
            () => snapshots.PrepareAsync("k", ""),
            () => snapshots.ViewAsync("k", ""),
            () => snapshots.MountsAsync("k", Cancel),
            () => snapshots.CommitAsync("n", "k"),
            () => snapshots.StatAsync("k", Cancel),
            () => snapshots.UpdateLabelsAsync("k", none, Cancel),
            () => snapshots.UsageAsync("k", Cancel),
            () => snapshots.RemoveAsync("k", Cancel),
            () => snapshots.ListAsync().ToListAsync(Cancel).AsTask(),
            () => snapshots.CleanupAsync(Cancel),
            () => client.Diff.ApplyAsync(new("", "", 0), [], Cancel),
            () => client.Diff.CompareAsync([], [], ""),
            () => client.Leases.CreateAsync("l", TimeSpan.FromMinutes(1)),
            () => client.Leases.DeleteAsync("l"),
            () => client.Leases.ListAsync(),
            () => client.Leases.AddResourceAsync("l", LeaseResource.Content("d"), Cancel),
            () => client.Leases.DeleteResourceAsync("l", LeaseResource.Content("d"), Cancel),
            () => client.Leases.ListResourcesAsync("l", Cancel),
            () => client.Namespaces.CreateAsync("n"),
            () => client.Namespaces.GetLabelsAsync("n", Cancel),
            () => client.Namespaces.UpdateLabelsAsync("n", none, Cancel),
            () => client.Namespaces.ListAsync(Cancel),
            () => client.Namespaces.DeleteAsync("n", Cancel),
            () => client.Events.SubscribeAsync(new EventBackoff()).ToListAsync(Cancel).AsTask(),
        ];
    }
}
