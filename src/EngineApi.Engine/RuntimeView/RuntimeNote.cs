using System.Buffers;
using System.Text;
using EngineApi.Engine.Events;
using EngineApi.Wire;
using EngineApi.Wire.RuntimeView;

namespace EngineApi.Engine.RuntimeView;

/// <summary>One event of the runtime, made into bytes once for all readers.</summary>
public sealed class RuntimeNote : IWeighed
{
    private readonly byte[] _frame;

    internal RuntimeNote(RuntimeEvent told)
    {
        var frame = new ArrayBufferWriter<byte>(512);
        Encoding.ASCII.GetBytes($"event: {told.Event}\ndata: ", frame);
        WireJson.WriteLine(frame, told, WireJson.Default.RuntimeEvent);
        frame.Write("\n"u8);
        _frame = frame.WrittenSpan.ToArray();
    }

    /// <summary>As <c>text/event-stream</c> has it: its name and the JSON.</summary>
    public ReadOnlyMemory<byte> ServerSentEvent => _frame;

    public long Weight => 128 + _frame.Length;
}
