using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Events;

/// <summary>
/// Keeps the history over restarts: a reader like any other writes each event behind the others as soon as the file has taken the ones
/// before, so nobody who publishes waits for a disk. What a killed daemon had not written is lost, and readers that resume are told.
/// </summary>
public sealed class EventRecorder(EventBus bus, EngineOptions options, TimeProvider time, ILogger<EventRecorder> log)
{
    private const int EnoughAtOnce = 256 << 10;

    /// <summary>One longer than this is left out: it would push all others from the file.</summary>
    private const int LongestLine = EventFile.MostBytes / 4;

    private readonly string _path = EventFile.PathIn(options.DataRoot);
    private readonly ArrayBufferWriter<byte> _lines = new(4096);
    private EventSubscription? _subscription;
    private EventFile? _file;
    private Task _recording = Task.CompletedTask;
    private long _taken;
    private long _settled;
    private bool _failing;
    private volatile bool _stopping;

    /// <summary>Reads what there is, gives it to the bus, and records from there on. Failures are logged: events go on without a history.</summary>
    public void Start()
    {
        var history = Read();
        _taken = _settled = history.Sequence;
        _ = TryOpen(); // begun before the first event of this daemon can be seen
        bus.Resume(history.Events, history.Sequence);
        _subscription = bus.Record(past => past.Sequence > _taken);
        _recording = Task.Run(RecordAsync);
    }

    /// <summary>Writes what was published until now, and that this is the end.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        _subscription?.Complete();
        try
        {
            await _recording.WaitAsync(options.ShutdownTimeout / 2, time);
        }
        catch (TimeoutException)
        {
            log.HistoryUnfinished(options.ShutdownTimeout / 2);
        }
    }

    private EventHistory Read()
    {
        try
        {
            return EventFile.Read(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.HistoryUnreadable(e);
            return EventHistory.Of();
        }
    }

    private async Task RecordAsync()
    {
        Try(static file => file.Sync());
        while (true)
        {
            try
            {
                await RecordAsync(_subscription!);
                break;
            }
            catch (EngineException e) when (e.Kind == ErrorKind.Unavailable)
            {
                // The disk was slower than the events; the bus may still have what is missing.
                _subscription!.Dispose();
                _subscription = bus.Record(past => past.Sequence > _taken);
                if (_stopping)
                    _subscription.Complete();
            }
        }
        Try(file =>
        {
            file.Mark("end", _taken);
            file.Sync();
        });
        _file?.Dispose();
    }

    private async Task RecordAsync(EventSubscription subscription)
    {
        foreach (var past in subscription.Past)
            await AddAsync(past);
        do
        {
            while (subscription.TryRead(out var published))
                await AddAsync(published);
            await WriteAsync();
        }
        while (await subscription.WaitAsync(CancellationToken.None));
    }

    private async ValueTask AddAsync(EngineEvent published)
    {
        _taken = published.Sequence;
        var line = published.Line;
        if (line.Length > LongestLine)
            return;
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{published.Sequence} "), _lines);
        _lines.Write(line.Span);
        if (_lines.WrittenCount >= EnoughAtOnce)
            await WriteAsync();
    }

    private async ValueTask WriteAsync()
    {
        if (_lines.WrittenCount == 0)
            return;
        try
        {
            if (TryOpen())
            {
                await _file!.AppendAsync(_lines.WrittenMemory);
                _failing = false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(e);
        }
        _lines.ResetWrittenCount();
        _settled = _taken;
    }

    /// <summary>Opens the file if it is not open; the mark tells which events are not in it, written or lost.</summary>
    private bool TryOpen()
    {
        if (_file is null)
        {
            try
            {
                _file = EventFile.Open(_path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Failed(e);
                return false;
            }
            Try(file => file.Mark("begin", _settled));
        }
        return _file is not null;
    }

    private void Try(Action<EventFile> write)
    {
        try
        {
            if (_file is { } file)
                write(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(e);
        }
    }

    private void Failed(Exception error)
    {
        _file?.Dispose();
        _file = null;
        // Once, and not for every event while the disk is full.
        if (!_failing)
            log.HistoryUnwritable(error);
        _failing = true;
    }
}
