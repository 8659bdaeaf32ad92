using System.Diagnostics;
using System.IO.Compression;

namespace EngineApi.Engine.Images.Archive;

/// <summary>
/// The plain bytes behind a stream that may be compressed. gzip is unpacked here; for zstd, xz and bzip2, which .NET 10
/// does not have, the host's program of that name does it, and when there is none the error says so.
/// </summary>
public sealed class Decompressor : IAsyncDisposable
{
    private readonly Process? _program;
    private readonly Task _feed = Task.CompletedTask;
    private readonly CancellationTokenSource _abandoned = new();

    private Decompressor(Stream plain) => Plain = plain;

    private Decompressor(Process program, Stream packed)
    {
        _program = program;
        Plain = program.StandardOutput.BaseStream;
        _feed = FeedAsync(program, packed, _abandoned.Token);
    }

    /// <summary>Read it to its end, then call <see cref="FinishAsync"/>.</summary>
    public Stream Plain { get; }

    /// <exception cref="EngineException">The compression is one this host cannot unpack.</exception>
    public static async Task<Decompressor> OpenAsync(Stream packed, CancellationToken cancellationToken)
    {
        var (head, whole) = await PrefixedStream.PeekAsync(packed, CompressionMagic.Length, cancellationToken);
        return CompressionMagic.Detect(head.Span) switch
        {
            Compression.None => new Decompressor(whole),
            Compression.Gzip => new Decompressor(new GZipStream(whole, CompressionMode.Decompress)),
            Compression.Zstd => Run("zstd", whole),
            Compression.Xz => Run("xz", whole),
            _ => Run("bzip2", whole),
        };
    }

    /// <summary>The stream's end was reached: did the program agree that it was the right end?</summary>
    /// <exception cref="EngineException">The compressed data are damaged or cut short.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_program is null)
            return;
        await _feed.WaitAsync(cancellationToken);
        await _program.WaitForExitAsync(cancellationToken);
        if (_program.ExitCode != 0)
            throw EngineException.InvalidParameter($"invalid archive: {_program.ProcessName()} could not decompress it (exit code {_program.ExitCode})");
    }

    public async ValueTask DisposeAsync()
    {
        await _abandoned.CancelAsync();
        if (_program is { HasExited: false })
            _program.Kill();
        await _feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _program?.Dispose();
        _abandoned.Dispose();
        await Plain.DisposeAsync();
    }

    private static Decompressor Run(string program, Stream packed)
    {
        var start = new ProcessStartInfo(program, ["-d", "-c", "-q"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            return new Decompressor(Process.Start(start)!, packed);
        }
        catch (global::System.ComponentModel.Win32Exception e)
        {
            throw EngineException.InvalidParameter(
                $"the archive is compressed with {program}, and this host has no {program} program: install it, or send gzip or plain tar", e);
        }
    }

    private static async Task FeedAsync(Process program, Stream packed, CancellationToken abandoned)
    {
        try
        {
            await packed.CopyToAsync(program.StandardInput.BaseStream, abandoned);
        }
        catch (IOException) when (program.HasExited)
        {
            // The program gave up before the end; its exit code tells why.
        }
        finally
        {
            program.StandardInput.Close();
        }
    }
}

file static class Programs
{
    public static string ProcessName(this Process program) => program.StartInfo.FileName;
}
