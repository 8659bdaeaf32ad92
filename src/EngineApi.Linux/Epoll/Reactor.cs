using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EngineApi.Linux.Epoll;

/// <summary>
/// One thread that waits for all descriptors and calls their handlers. A handler must not block; what it throws goes
/// to the <c>failed</c> callback and its registration stays. <see cref="Post"/> runs a piece of work on the same
/// thread, so state that only handlers and posted work touch needs no lock.
/// </summary>
public sealed class Reactor : IDisposable
{
    private const long WakeKey = 0;

    private readonly EpollSet _epoll = new();
    private readonly EventFd _wake = new();
    private readonly ConcurrentDictionary<long, Registration> _registrations = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly PriorityQueue<Action, long> _later = new();
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;
    private long _lastKey = WakeKey;
    private volatile bool _stopping;

    /// <param name="failed">Called on the reactor's thread with what a handler threw; must not throw.</param>
    public Reactor(Action<Exception> failed)
    {
        _failed = failed;
        _epoll.Add(_wake.Descriptor, WakeKey, Readiness.Readable);
        _thread = new Thread(Loop, maxStackSize: 512 << 10) { IsBackground = true, Name = "stdio-reactor" };
        _thread.Start();
    }

    /// <summary>True on the reactor's own thread.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    /// <summary>Starts to watch a descriptor, which must support epoll (FIFO, socket, pidfd; not a file). Any thread.</summary>
    /// <exception cref="LinuxException">EPERM: the descriptor cannot be watched.</exception>
    public Registration Register(SafeHandle descriptor, Readiness interest, Action<Readiness> handler)
    {
        var key = Interlocked.Increment(ref _lastKey);
        var registration = new Registration(this, descriptor, key, interest, handler);
        _registrations[key] = registration;
        try
        {
            _epoll.Add(descriptor, key, interest);
        }
        catch
        {
            _registrations.TryRemove(key, out _);
            throw;
        }

        return registration;
    }

    /// <summary>Runs work on the reactor's thread, after what was posted before. Any thread.</summary>
    public void Post(Action work)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        _posted.Enqueue(work);
        _wake.Raise();
    }

    /// <summary>Runs work on the reactor's thread and gives its result; runs it at once when called there.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }

        if (IsCurrent)
            Run();
        else
            Post(Run);
        return done.Task;
    }

    /// <summary>Runs work on the reactor's thread after a pause. To be called there.</summary>
    /// <param name="milliseconds">At least 1; the work may run some milliseconds late when handlers are busy.</param>
    public void RunAfter(int milliseconds, Action work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, 1);
        if (!IsCurrent)
            throw new InvalidOperationException("only the reactor's own thread may ask for work after a pause");
        _later.Enqueue(work, Stopwatch.GetTimestamp() + milliseconds * Stopwatch.Frequency / 1000);
    }

    /// <summary>Stops the thread after the work posted so far. Registered descriptors stay open: they are their owners'.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _wake.Raise();
        if (!IsCurrent)
            _thread.Join();
        _epoll.Dispose();
        _wake.Dispose();
    }

    internal void Modify(Registration registration, Readiness interest) =>
        _epoll.Modify(registration.Descriptor, registration.Key, interest);

    internal void Remove(Registration registration)
    {
        if (!_registrations.TryRemove(registration.Key, out _) || _stopping)
            return;
        try
        {
            _epoll.Remove(registration.Descriptor);
        }
        catch (ObjectDisposedException)
        {
            // Its owner has closed it meanwhile, which takes it out of the set, too.
        }
    }

    private void Loop()
    {
        while (!_stopping)
        {
            var count = _epoll.Wait(UntilNextDue());
            for (var index = 0; index < count; index++)
            {
                var (key, ready) = _epoll.At(index);
                if (key == WakeKey)
                    _wake.Clear();
                else if (_registrations.TryGetValue(key, out var registration))
                    Run(registration, ready, null);
            }

            while (_posted.TryDequeue(out var work))
                Run(null, Readiness.None, work);
            while (_later.TryPeek(out var late, out var due) && due <= Stopwatch.GetTimestamp())
            {
                _later.Dequeue();
                Run(null, Readiness.None, late);
            }
        }
    }

    // Rounded up: a wait that ends too early would be followed by another one.
    private int UntilNextDue()
    {
        if (!_later.TryPeek(out _, out var due))
            return -1;
        var ticks = Math.Max(0, due - Stopwatch.GetTimestamp());
        return (int)((ticks * 1000 + Stopwatch.Frequency - 1) / Stopwatch.Frequency);
    }

    private void Run(Registration? registration, Readiness ready, Action? work)
    {
        try
        {
            registration?.Invoke(ready);
            work?.Invoke();
        }
#pragma warning disable CA1031 // One stream's failure must not stop all the others; it is reported, not swallowed.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failed(failure);
        }
    }
}
