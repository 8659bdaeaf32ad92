using System.Threading.Channels;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images.Pull;

/// <summary>
/// The lines of a stream that several transfers write at once. A change of status is always told; how far something has come
/// is told ten times a second at most, and not at all to a client that does not keep up.
/// </summary>
internal sealed class ProgressLines : IAsyncDisposable
{
    private const int Behind = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Channel<ProgressMessage> _lines = Channel.CreateUnbounded<ProgressMessage>();
    private readonly Task _writing;
    private readonly TimeProvider _time;

    /// <param name="write">Writes one line; called by one after the other.</param>
    public ProgressLines(Func<ProgressMessage, ValueTask> write, TimeProvider time)
    {
        _time = time;
        _writing = WriteAsync(write);
    }

    public void Add(ProgressMessage line) => _lines.Writer.TryWrite(line);

    /// <summary>What one layer or blob does now.</summary>
    public void Status(string id, string status) => Add(new() { Id = id, Status = status, ProgressDetail = new() });

    /// <param name="id">The layer or blob.</param>
    /// <param name="total">Bytes.</param>
    public ProgressBar Bar(string id, string status, long total) => new(this, id, status, total);

    /// <summary>Returns when every line is written.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task FinishAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    /// <summary>Ends the writing when something has failed; a failure of the writing itself is then of no interest.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(Func<ProgressMessage, ValueTask> write)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
            await write(line);
    }

    /// <summary>How far one transfer has come.</summary>
    internal sealed class ProgressBar(ProgressLines lines, string id, string status, long total)
    {
        private long _told = long.MinValue;

        /// <param name="current">Bytes so far.</param>
        /// <param name="isLast">There are no more: this is told in any case.</param>
        public void Report(long current, bool isLast = false)
        {
            var now = lines._time.GetTimestamp();
            if (!isLast && _told != long.MinValue && (lines._time.GetElapsedTime(_told, now) < Interval || lines._lines.Reader.Count > Behind))
                return;
            _told = now;
            var detail = new ProgressDetail { Current = current, Total = total };
            lines.Add(new() { Id = id, Status = status, ProgressDetail = detail, Progress = detail.ToBar() });
        }
    }
}
