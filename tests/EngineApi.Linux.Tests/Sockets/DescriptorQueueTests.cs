using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;
using EngineApi.Linux.Sockets;
using Xunit;

namespace EngineApi.Linux.Tests.Sockets;

public sealed class DescriptorQueueTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly DescriptorQueue _queue = new();

    [Fact]
    public void What_is_in_the_queue_stays_open_and_what_is_taken_out_does_not()
    {
        foreach (var key in Enumerable.Range(1, 5))
            Add(key);
        Assert.Empty(_queue.Prune(5, key => key is 2 or 4));
        Assert.Equal([false, true, false, true, false], Enumerable.Range(1, 5).Select(key => IsHeld($"{key}")));
        Assert.Equal([false, true, false, true, false], Enumerable.Range(1, 5).Select(key => IsHeld($"{key}b")));

        // The order of the survivors is kept, and another round finds just them.
        var seen = new List<long>();
        _queue.Prune(5, key =>
        {
            seen.Add(key);
            return false;
        });
        Assert.Equal([2, 4], seen);
        Assert.DoesNotContain(true, Enumerable.Range(1, 5).Select(key => IsHeld($"{key}")));
    }

    [Fact]
    public void An_entry_may_have_one_descriptor()
    {
        using (var reader = NewFifo("one"))
            Assert.True(_queue.TryAdd(7, reader, null));
        Assert.Empty(_queue.Prune(1, key => key == 7));
        Assert.True(IsHeld("one"));
        _queue.Prune(1, _ => false);
        Assert.False(IsHeld("one"));
    }

    [Fact]
    public void There_is_room_for_thousands()
    {
        using var reader = NewFifo("many");
        for (var key = 0; key < 5_000; key++)
            Assert.SkipUnless(_queue.TryAdd(key, reader, reader), $"without CAP_NET_ADMIN there is room for {key}");
        var descriptors = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        Assert.Empty(_queue.Prune(5_000, key => key % 2 == 0));
        Assert.InRange(Directory.GetFileSystemEntries("/proc/self/fd").Length, 0, descriptors + 20);
    }

    [Fact]
    public void Without_the_queue_nothing_is_held()
    {
        Add(1);
        _queue.Dispose();
        Assert.False(IsHeld("1"));
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

    // A FIFO takes a writer that does not want to wait only if somebody has it open for reading.
    private bool IsHeld(string name)
    {
        using var writer = Fifo.OpenWriter(Path.Join(_directory.Path, name));
        return writer is not null;
    }
}
