using EngineApi.Engine.Tar;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Writes a file's bytes from an archive, and leaves out what is nothing but zeros: the file becomes sparse there.</summary>
internal static class FileContents
{
    public static async Task WriteAsync(FileDescriptor file, TarStreamReader archive, TarEntry entry, CancellationToken cancellationToken)
    {
        var length = entry.Sparse?.Length ?? entry.Size;
        var written = 0L;
        foreach (var (offset, count) in entry.Sparse?.Parts ?? [(0, entry.Size)])
        {
            for (var at = offset; at < offset + count;)
            {
                var bytes = await archive.ReadAsync(offset + count - at, cancellationToken);
                if (bytes.Span.ContainsAnyExcept((byte)0))
                {
                    file.WriteAt(bytes.Span, at);
                    written = at + bytes.Length;
                }

                at += bytes.Length;
            }
        }

        if (written < length)
            file.Truncate(length);
    }
}
