using System.Text;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images.Archive;
using EngineApi.Engine.Tar;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Unpacks a tar into a directory of a container, running or not (API: <c>PutContainerArchive</c>).</summary>
public sealed class ExtractToContainer(ContainerTable containers, OpenContainerFiles files, EventBus events)
{
    private const int MostUserBytes = 32 << 20;

    /// <param name="path">A directory, or a symlink to one.</param>
    /// <param name="toUser">Everything shall belong to the container's user, rather than to whom the archive says.</param>
    /// <param name="keepKinds">A directory is not replaced by something else, nor the other way round.</param>
    /// <param name="body">The tar, plain or compressed.</param>
    /// <exception cref="EngineException">
    /// NotFound; InvalidParameter for a place that is no directory or read-only; System, as dockerd has it, for whatever is wrong with the
    /// archive. What was unpacked until then stays.
    /// </exception>
    public async Task ExecuteAsync(
        string nameOrId, string? path, bool toUser, bool keepKinds, Stream body, CancellationToken cancellationToken)
    {
        var wanted = new ArchivePath(path);
        var container = containers.Find(nameOrId);
        using (var tree = await files.ExecuteAsync(container.Current, writable: true, cancellationToken))
        {
            using var directory = PathLookup.FindDirectory(tree, wanted, nameOrId);
            if (directory.Mount.ReadOnly)
            {
                throw EngineException.InvalidParameter(
                    directory.Mount.Path == "/" ? "container rootfs is marked read-only" : "mounted volume is marked read-only");
            }

            var owner = toUser ? OwnerOf(container.Current, tree) : null;
            using var unpacker = new TreeUnpacker(tree, directory, new UnpackOptions(keepKinds, owner));
            await UnpackAsync(unpacker, body, cancellationToken);
        }

        events.PublishContainer(container.Current, "extract-to-dir");
    }

    private static async Task UnpackAsync(TreeUnpacker unpacker, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            await using var decompressor = await Decompressor.OpenAsync(body, cancellationToken);
            await unpacker.UnpackAsync(new TarStreamReader(decompressor.Plain), cancellationToken);
            // Padding of larger blocks may follow the end of the archive.
            await decompressor.Plain.CopyToAsync(Stream.Null, cancellationToken);
            await decompressor.FinishAsync(cancellationToken);
        }
        catch (TarFormatException e)
        {
            throw new EngineException(ErrorKind.System, e.Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new EngineException(ErrorKind.System, "the archive cannot be decompressed: " + e.Message, e);
        }
    }

    private static (uint, uint)? OwnerOf(ContainerSnapshot container, FileTree tree)
    {
        var user = container.Settings.Config.User;
        if (string.IsNullOrEmpty(user))
            return null;
        var found = SpecUser.For(user, null, new UserDatabase(Text(tree, "/etc/passwd"), Text(tree, "/etc/group")));
        return (found.Uid, found.Gid);
    }

    private static string? Text(FileTree tree, string path)
    {
        using var node = tree.TryFind(path, followLast: true, from: null, out _);
        if (node is not { Status.IsRegular: true } || node.Status.Size > MostUserBytes)
            return null;
        using var contents = node.OpenContents();
        var bytes = new byte[node.Status.Size];
        return Encoding.UTF8.GetString(bytes, 0, contents.ReadAt(bytes, 0));
    }
}
