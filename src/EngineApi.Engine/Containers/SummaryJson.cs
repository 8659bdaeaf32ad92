using System.Buffers;
using System.Text;
using System.Text.Json;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>
/// A container's entry in a list, serialised once per snapshot. Only its status text changes with time, so the bytes before and
/// after it are kept: a list is nearly a memory copy.
/// </summary>
public sealed class SummaryJson
{
    /// <summary>Stands where the status goes; nobody outside this process can guess it.</summary>
    private static readonly string Marker = Guid.NewGuid().ToString("N");
    private static readonly byte[] MarkerBytes = Encoding.ASCII.GetBytes(Marker);

    private readonly byte[] _bytes;
    private readonly int _status;

    public SummaryJson(ContainerSummary summary)
    {
        summary.Status = Marker;
        _bytes = JsonSerializer.SerializeToUtf8Bytes(summary, WireJson.Default.ContainerSummary);
        _status = _bytes.AsSpan().IndexOf(MarkerBytes);
    }

    public void Write(IBufferWriter<byte> output, string status)
    {
        var before = _bytes.AsSpan(0, _status);
        var after = _bytes.AsSpan(_status + MarkerBytes.Length);
        var span = output.GetSpan(before.Length + status.Length + after.Length);
        before.CopyTo(span);
        Encoding.ASCII.GetBytes(status, span[before.Length..]);
        after.CopyTo(span[(before.Length + status.Length)..]);
        output.Advance(before.Length + status.Length + after.Length);
    }
}
