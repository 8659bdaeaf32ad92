using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace EngineApi.Clients.Tests;

/// <summary>A command that runs: what it says is collected and can be waited for. Disposal kills it when it has not ended.</summary>
public sealed class RunningCommand : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _line;
    private readonly Func<string> _circumstances;
    private readonly CollectedText _output = new();
    private readonly CollectedText _error = new();
    private readonly Task _collecting;

    private RunningCommand(Process process, string line, Func<string> circumstances)
    {
        (_process, _line, _circumstances) = (process, line, circumstances);
        _collecting = Task.WhenAll(_output.CollectAsync(process.StandardOutput), _error.CollectAsync(process.StandardError));
    }

    public int Pid => _process.Id;

    /// <summary>What came on stdout until now.</summary>
    public string Output => _output.ToString();

    public string Error => _error.ToString();

    /// <param name="circumstances">What to tell along when a wait fails.</param>
    internal static RunningCommand Start(ProcessStartInfo start, Func<string> circumstances)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new(Process.Start(start)!, start.FileName + " " + string.Join(' ', start.ArgumentList), circumstances);
    }

    /// <summary>Waits until a text is on stdout.</summary>
    public Task ShowsAsync(string text) => ShowsAsync(output => output.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until stdout meets a condition.</summary>
    public async Task ShowsAsync(Predicate<string> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            Assert.True(await _output.BecomesAsync(condition, deadline.Token), $"ended without showing '{what}'\n{Describe()}");
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"did not show '{what}'\n{Describe()}");
        }
    }

    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(keys));
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>Writes everything and ends the input; a reader that went away is not an error.</summary>
    public async Task SendAsync(byte[] input)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(input);
        }
        catch (IOException)
        {
            // It did not want all of it.
        }

        CloseInput();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal by name, e.g. <c>INT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <param name="patience">For a command that does much; otherwise a minute.</param>
    public async Task<CliResult> EndAsync(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            await _collecting.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail("did not end\n" + Describe());
        }

        return new(_process.ExitCode, Output, Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _collecting;
        _process.Dispose();
    }

    private string Describe() => $"{_line}\nstdout: {Tail(Output)}\nstderr: {Tail(Error)}\n{_circumstances()}";

    private static string Tail(string text) => text.Length <= 4000 ? text : "…" + text[^4000..];
}
