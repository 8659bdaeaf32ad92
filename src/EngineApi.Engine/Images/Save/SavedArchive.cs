using System.IO.Pipelines;
using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Images.Format;
using EngineApi.Engine.Tar;

namespace EngineApi.Engine.Images.Save;

/// <summary>
/// Writes a plan as a tar: an OCI image layout with Docker's <c>manifest.json</c> beside it. Documents come first, so that a reader of the
/// stream knows what the blobs are. Nothing in it tells of the time: the same images give the same bytes.
/// </summary>
internal sealed class SavedArchive(ContainerdClient containerd, PipeWriter output)
{
    private const uint FileMode = 0x1A4; // rw-r--r--
    private const uint DirectoryMode = 0x1ED; // rwxr-xr-x

    private readonly TarStreamWriter _tar = new(output);

    /// <exception cref="ContainerdException">A blob cannot be read any more. The archive ends in the middle.</exception>
    public async Task WriteAsync(SavePlan plan, CancellationToken cancellationToken)
    {
        await WriteAsync("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(), cancellationToken);
        await WriteAsync("index.json", JsonSerializer.SerializeToUtf8Bytes(plan.Index, ImageJson.Default.OciIndex), cancellationToken);
        await WriteAsync("manifest.json", JsonSerializer.SerializeToUtf8Bytes(plan.Images, ImageJson.Default.ListDockerArchiveEntry), cancellationToken);
        foreach (var directory in plan.Blobs.Select(static blob => Path.GetDirectoryName(blob.Path)!).Distinct().Prepend("blobs"))
            await _tar.BeginAsync(new() { Name = directory + "/", Type = TarType.Directory, Mode = DirectoryMode }, cancellationToken);
        foreach (var blob in plan.Blobs)
        {
            await BeginAsync(blob.Path, blob.Size, cancellationToken);
            await using var content = containerd.Content.OpenRead(blob.Digest);
            await _tar.WriteAsync(content, blob.Size, cancellationToken);
        }

        await _tar.EndAsync(cancellationToken);
    }

    private async Task WriteAsync(string name, byte[] document, CancellationToken cancellationToken)
    {
        await BeginAsync(name, document.Length, cancellationToken);
        await _tar.WriteAsync(new MemoryStream(document), document.Length, cancellationToken);
    }

    private ValueTask BeginAsync(string name, long size, CancellationToken cancellationToken) =>
        _tar.BeginAsync(new() { Name = name, Type = TarType.File, Mode = FileMode, Size = size }, cancellationToken);
}
