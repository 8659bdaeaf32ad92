using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Packs the rotated files of one log, one after the other, while the log goes on and is rotated. On the stdio thread, but for the packing
/// itself.
/// </summary>
internal sealed class LogCompressor(StdioThread thread, LogFiles files) : IDisposable
{
    private bool _busy;
    private bool _closed;

    /// <summary>Packs what there is; what a rotation adds meanwhile, too.</summary>
    public void Begin()
    {
        if (_busy || _closed || files.OldestPlain() is not { } path)
            return;
        FileDescriptor? source = null;
        try
        {
            source = FileDescriptor.Open(path, OpenFlags.ReadOnly);
            File.Delete(files.Packing);
            var target = FileDescriptor.Open(files.Packing, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive, 0x1A0);
            _busy = true;
            _ = PackAsync(source, target);
        }
        catch (IOException failure)
        {
            // The next rotation tries again.
            source?.Dispose();
            StdioLog.NotPacked(thread.Logger, path, failure);
        }
    }

    /// <summary>What is being packed is given up; the next start of the log begins it anew.</summary>
    public void Dispose()
    {
        _closed = true;
        if (_busy)
            Drop();
    }

    private async Task PackAsync(FileDescriptor source, FileDescriptor target)
    {
        try
        {
            var failure = await TryPackAsync(source, target);
            thread.Reactor.Post(() => Finish(source, target, failure));
        }
        catch (ObjectDisposedException)
        {
            // The gateway ends.
            source.Dispose();
            target.Dispose();
        }
    }

    private async Task<IOException?> TryPackAsync(FileDescriptor source, FileDescriptor target)
    {
        await thread.Packing.WaitAsync();
        try
        {
            await Task.Run(() => CompressedLog.Pack(source, target));
            return null;
        }
        catch (IOException failure)
        {
            return failure;
        }
        finally
        {
            thread.Packing.Release();
        }
    }

    private void Finish(FileDescriptor source, FileDescriptor target, IOException? failure)
    {
        _busy = false;
        var inode = FileStatus.Of(source).Inode;
        source.Dispose();
        target.Dispose();
        if (_closed)
            return;
        try
        {
            if (failure is not null)
                throw failure;
            files.TakePacked(inode);
        }
        catch (IOException e)
        {
            StdioLog.NotPacked(thread.Logger, files.Current, e);
            Drop();
            return;
        }

        Begin();
    }

    /// <summary>A disk that is full gets back what packing took.</summary>
    private void Drop()
    {
        try
        {
            File.Delete(files.Packing);
        }
        catch (IOException e)
        {
            StdioLog.NotPacked(thread.Logger, files.Packing, e);
        }
    }
}
