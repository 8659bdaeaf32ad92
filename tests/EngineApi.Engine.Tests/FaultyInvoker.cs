using System.Collections.Immutable;
using Grpc.Core;

namespace EngineApi.Engine.Tests;

/// <summary>Passes calls on to a real containerd, but for those that a test wants to go wrong.</summary>
internal sealed class FaultyInvoker(CallInvoker real) : CallInvoker
{
    private readonly AsyncLocal<bool> _isOwn = new();
    private ImmutableList<Fault> _faults = [];
    private ImmutableList<string>? _record;
    private bool _recordsOwnOnly;
    private ImmutableList<EventCut> _streams = [];

    /// <summary>Makes a call go wrong.</summary>
    /// <param name="method">Its end, e.g. <c>Tasks/Create</c>; empty for any.</param>
    /// <param name="nth">Which of them, from 1 on; 0 for all.</param>
    /// <param name="about">What the request has to say, e.g. a container's id.</param>
    /// <param name="ownOnly">Calls of what runs in <see cref="OwnAsync"/> only, whatever the engine does besides.</param>
    /// <returns>Dispose of it to end the fault.</returns>
    public Fault Arm(
        string method, FaultKind kind, int nth = 1, string about = "", StatusCode status = StatusCode.Unavailable, bool ownOnly = false)
    {
        var fault = new Fault(method, kind, nth, about, status, ownOnly, gone => ImmutableInterlocked.Update(ref _faults, all => all.Remove(gone)));
        ImmutableInterlocked.Update(ref _faults, all => all.Add(fault));
        return fault;
    }

    /// <summary>The calls that are made while something runs, by their short names, in order.</summary>
    /// <param name="ownOnly">Those that it makes itself; else the engine's own looks, too.</param>
    public async Task<IReadOnlyList<string>> RecordAsync(Func<Task> something, bool ownOnly)
    {
        (_record, _recordsOwnOnly) = ([], ownOnly);
        await OwnAsync(something);
        return Interlocked.Exchange(ref _record, null)!;
    }

    /// <summary>Knows the calls that something makes, and what it sets off, from those that are made meanwhile.</summary>
    public async Task OwnAsync(Func<Task> something)
    {
        _isOwn.Value = true;
        await something();
    }

    /// <summary>Breaks every open stream of events.</summary>
    public void CutEvents()
    {
        foreach (var stream in Interlocked.Exchange(ref _streams, []))
            stream.Cut();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        // The probe of the event stream comes at any time, and is no part of an operation.
        if (!method.FullName.EndsWith("Events/Publish", StringComparison.Ordinal) && (_isOwn.Value || !_recordsOwnOnly))
            ImmutableInterlocked.Update(ref _record, (all, name) => all?.Add(name), ShortName(method.FullName));
        var fault = _faults.FirstOrDefault(fault => fault.Strikes(method.FullName, request, _isOwn.Value));
        return fault is null
            ? real.AsyncUnaryCall(method, host, options, request)
            : Call(fault.CarryOutAsync(() => real.AsyncUnaryCall(method, host, options, request).ResponseAsync, options.CancellationToken));
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var cut = new EventCut();
        var call = real.AsyncServerStreamingCall(method, host, options, request);
        var fault = _faults.FirstOrDefault(fault => fault.Strikes(method.FullName, request, _isOwn.Value));
        if (fault is not null)
        {
            fault.Strike();
            cut.Cut();
        }
        else if (method.FullName.EndsWith("Events/Subscribe", StringComparison.Ordinal))
        {
            ImmutableInterlocked.Update(ref _streams, all => all.Add(cut));
        }

        return new(cut.Reader(call.ResponseStream), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, call.Dispose);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => real.AsyncDuplexStreamingCall(method, host, options);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException("containerd has no such call");

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException("nobody may block");

    /// <summary><c>containerd.services.tasks.v1.Tasks/Create</c> without what comes before the service's name.</summary>
    private static string ShortName(string fullName) => fullName[(fullName.LastIndexOf('.') + 1)..];

    private static AsyncUnaryCall<T> Call<T>(Task<T> answer) =>
        new(answer, Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });
}
