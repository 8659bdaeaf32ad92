using System.Text;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;

namespace EngineApi.Containerd.Tests;

/// <summary>A FIFO with both ends held by the test; what is written waits in the kernel.</summary>
internal sealed class TestFifo : IDisposable
{
    private readonly FileDescriptor _holder;
    private bool _disposed;

    private TestFifo(string path) => (Path, _holder) = (path, Fifo.OpenHolder(path));

    public string Path { get; }

    public static TestFifo Create(string directory, string name)
    {
        var path = System.IO.Path.Combine(directory, name);
        Fifo.Create(path);
        return new(path);
    }

    public void Write(byte[] bytes)
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(bytes);
    }

    /// <summary>Everything that is in the FIFO, once nobody else has it open for writing.</summary>
    public async Task<string> ReadToEndAsync()
    {
        await using var reader = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        _holder.Dispose();
        using var text = new StreamReader(reader, Encoding.UTF8);
        return await text.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _holder.Dispose();
        File.Delete(Path);
    }
}
