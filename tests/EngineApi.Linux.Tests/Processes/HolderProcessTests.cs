using System.IO.Pipes;
using System.Text;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Fifos;
using EngineApi.Linux.Processes;
using EngineApi.Linux.Sockets;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Linux.Tests.Processes;

[Collection(SpawningTests.Name)]
public sealed class HolderProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Reactor _reactor = new(failure => Assert.Fail(failure.Message));

    [Fact]
    public async Task A_fifo_keeps_what_it_holds_when_only_the_process_has_the_queue()
    {
        var path = Path.Join(_directory.Path, "fifo");
        Fifo.Create(path);
        int holder;
        ulong inode;
        using (var queue = new DescriptorQueue())
        {
            inode = queue.Inode;
            holder = HolderProcess.Start(queue.Receiver, queue.Sender, "a test");
            // What is put in later is held as well.
            using var reader = Fifo.OpenReader(path);
            Assert.True(queue.TryAdd(1, reader, null));
            using var writer = Fifo.OpenWriter(path);
            Assert.True(writer!.TryWrite("kept"u8, out _));
        }

        Assert.Equal([holder], HolderProcess.Holding(inode));
        using (var later = Fifo.OpenReader(path))
        {
            var bytes = new byte[16];
            Assert.True(later.TryRead(bytes, out var count));
            Assert.Equal("kept", Encoding.ASCII.GetString(bytes, 0, count));
        }

        using (var writer = Fifo.OpenWriter(path))
            Assert.NotNull(writer);
        await HolderProcess.EndAsync(holder, inode, _reactor);
        Assert.False(Directory.Exists($"/proc/{holder}"), "it was not waited for");
        // A child that another test starts at this moment has copies of our descriptors until its execve(2) is done.
        await Eventually.BecomesTrueAsync(() => !HasReader(path));
        await HolderProcess.EndAsync(holder, inode, _reactor);
    }

    [Fact]
    public async Task Nobody_is_ended_who_is_not_the_holder_of_that_socket()
    {
        using var queue = new DescriptorQueue();
        using var other = new DescriptorQueue();
        var holder = HolderProcess.Start(queue.Receiver, queue.Sender, "a test");
        await HolderProcess.EndAsync(holder, other.Inode, _reactor);
        await HolderProcess.EndAsync(Environment.ProcessId, queue.Inode, _reactor);
        Assert.True(PidFd.IsAlive(holder));
        await HolderProcess.EndAsync(holder, queue.Inode, _reactor);
        Assert.False(PidFd.IsAlive(holder));
    }

    [Fact]
    public async Task It_has_a_session_of_its_own_and_nothing_of_ours()
    {
        using var queue = new DescriptorQueue();
        using var inheritable = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var holder = HolderProcess.Start(queue.Receiver, queue.Sender, "a test");
        try
        {
            // The kernel lets us go on shortly before it closes what is close-on-exec.
            await Eventually.BecomesTrueAsync(() => DescriptorsOf(holder).SequenceEqual(["0", "1", "2"]));
            Assert.Equal("/", new DirectoryInfo($"/proc/{holder}/cwd").LinkTarget);
            var status = File.ReadAllText($"/proc/{holder}/stat").Split(' ');
            Assert.Equal(holder.ToString(System.Globalization.CultureInfo.InvariantCulture), status[5]); // session
            Assert.Equal("HOLDER_OF=a test\0", File.ReadAllText($"/proc/{holder}/environ"));
        }
        finally
        {
            await HolderProcess.EndAsync(holder, queue.Inode, _reactor);
        }
    }

    private static IEnumerable<string?> DescriptorsOf(int pid) =>
        Directory.GetFileSystemEntries($"/proc/{pid}/fd").Select(path => Path.GetFileName(path)).Order();

    private static bool HasReader(string fifo)
    {
        using var writer = Fifo.OpenWriter(fifo);
        return writer is not null;
    }

    public void Dispose()
    {
        _reactor.Dispose();
        _directory.Dispose();
    }
}
