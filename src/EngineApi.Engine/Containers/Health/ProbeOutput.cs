using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Containers.Health;

/// <summary>Collects the beginning of what a probe writes, of both streams in their order, and passes over the rest.</summary>
internal sealed class ProbeOutput
{
    public const int MostBytes = 4096;

    private readonly Pipe _frames = new();
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private bool _cut;

    /// <summary>Takes stdcopy frames.</summary>
    public PipeWriter Writer => _frames.Writer;

    /// <summary>Reads until the writer is completed.</summary>
    public async Task ReadAsync()
    {
        while (true)
        {
            var read = await _frames.Reader.ReadAsync();
            var left = read.Buffer;
            while (TryTake(ref left))
            {
            }

            _frames.Reader.AdvanceTo(left.Start, read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        await _frames.Reader.CompleteAsync();
    }

    public override string ToString() => Encoding.UTF8.GetString(_text.WrittenSpan) + (_cut ? "..." : "");

    private bool TryTake(ref ReadOnlySequence<byte> frames)
    {
        if (frames.Length < StdcopyFrame.HeaderSize)
            return false;
        Span<byte> header = stackalloc byte[StdcopyFrame.HeaderSize];
        frames.Slice(0, StdcopyFrame.HeaderSize).CopyTo(header);
        if (!StdcopyFrame.TryReadHeader(header, out _, out var length))
            throw new InvalidDataException("the stream of a probe is not in frames");
        if (frames.Length < StdcopyFrame.HeaderSize + length)
            return false;
        var payload = frames.Slice(StdcopyFrame.HeaderSize, length);
        var room = MostBytes - _text.WrittenCount;
        _cut |= payload.Length > room;
        foreach (var piece in payload.Slice(0, Math.Min(room, payload.Length)))
            _text.Write(piece.Span);
        frames = frames.Slice(StdcopyFrame.HeaderSize + length);
        return true;
    }
}
