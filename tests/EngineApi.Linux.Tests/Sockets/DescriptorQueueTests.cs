using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;
using EngineApi.Linux.Sockets;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Linux.Tests.Sockets;

public sealed class DescriptorQueueTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DescriptorQueue _queue = new();

    [Fact]
    public async Task What_is_in_the_queue_stays_open_and_what_is_taken_out_does_not()
    {
        foreach (var key in Enumerable.Range(1, 5))
            Add(key);
        Assert.Empty(_queue.Prune(5, key => key is 2 or 4));
        foreach (var key in new[] { 1, 3, 5 })
            await LetGoAsync($"{key}", $"{key}b");
        foreach (var key in new[] { 2, 4 })
            Assert.True(IsHeld($"{key}") && IsHeld($"{key}b"));

        // The order of the survivors is kept, and another round finds just them.
        var seen = new List<long>();
        _queue.Prune(5, key =>
        {
            seen.Add(key);
            return false;
        });
        Assert.Equal([2, 4], seen);
        await LetGoAsync("2", "2b", "4", "4b");
    }

    [Fact]
    public async Task An_entry_may_have_one_descriptor()
    {
        using (var reader = NewFifo("one"))
            Assert.True(_queue.TryAdd(7, reader, null));
        Assert.Empty(_queue.Prune(1, key => key == 7));
        Assert.True(IsHeld("one"));
        _queue.Prune(1, _ => false);
        await LetGoAsync("one");
    }

    [Fact]
    public void There_is_room_for_thousands()
    {
        using var reader = NewFifo("many");
        for (var key = 0; key < 5_000; key++)
            Assert.SkipUnless(_queue.TryAdd(key, reader, reader), $"without CAP_NET_ADMIN there is room for {key}");
        Assert.Empty(_queue.Prune(5_000, key => key % 2 == 0));
        Assert.Single(Directory.GetFileSystemEntries("/proc/self/fd"), path => new FileInfo(path).LinkTarget == Path.Join(_directory.Path, "many"));
    }

    [Fact]
    public async Task Without_the_queue_nothing_is_held()
    {
        Add(1);
        _queue.Dispose();
        await LetGoAsync("1", "1b");
    }

    public void Dispose()
    {
        _queue.Dispose();
        _directory.Dispose();
    }

    private void Add(int key)
    {
        using var first = NewFifo($"{key}");
        using var second = NewFifo($"{key}b");
        Assert.True(_queue.TryAdd(key, first, second));
    }

    private FileDescriptor NewFifo(string name)
    {
        var path = Path.Join(_directory.Path, name);
        Fifo.Create(path);
        return Fifo.OpenReader(path);
    }

    // Not at once: a child that another test starts at this moment has copies of our descriptors until its execve(2) is done.
    private Task LetGoAsync(params string[] names) =>
        Eventually.BecomesTrueAsync(() => !names.Any(IsHeld), what: $"{string.Join(", ", names)} let go");

    // A FIFO takes a writer that does not want to wait only if somebody has it open for reading.
    private bool IsHeld(string name)
    {
        using var writer = Fifo.OpenWriter(Path.Join(_directory.Path, name));
        return writer is not null;
    }
}
