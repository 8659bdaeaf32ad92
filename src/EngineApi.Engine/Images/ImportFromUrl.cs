using EngineApi.Engine.Images.Pull;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary><c>POST /images/create?fromSrc=http://…</c>: as <see cref="ImportImage"/>, of a tar that the engine downloads. It goes straight into the content store.</summary>
public sealed class ImportFromUrl(ImportImage import, TimeProvider time)
{
    /// <param name="source">An address; without a scheme it is of HTTP.</param>
    /// <param name="report">Gets the lines of the answer. What is thrown before the first belongs into the status.</param>
    /// <exception cref="EngineException">As for an import, and as the download fails. Nothing is left.</exception>
    public async Task ExecuteAsync(string source, ImportRequest request, Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken)
    {
        var address = SourceDownload.Parse(source);
        // Neither logs nor histories are a place for a password.
        var shown = address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
        await using var lines = new ProgressLines(report, time);
        ProgressLines.ProgressBar? bar = null;
        var id = await import.ExecuteAsync(
            async () =>
            {
                var download = await SourceDownload.OpenAsync(address, (received, isAll) => bar!.Report(received, isAll), cancellationToken);
                bar = lines.Bar("", "Importing", download.Total);
                lines.Add(new() { Status = $"Downloading from {shown}" });
                return download;
            },
            request with { Source = shown },
            cancellationToken);
        lines.Add(new() { Status = id });
        await lines.FinishAsync();
    }
}
