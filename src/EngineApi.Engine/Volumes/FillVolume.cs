using System.IO.Pipelines;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Files;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Tar;
using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Volumes;

/// <summary>A volume that is empty when a container gets it is filled with what the image has in its place: owners, modes and links as they are.</summary>
public sealed class FillVolume(OpenContainerFiles files)
{
    /// <param name="container">Created; it does not run.</param>
    /// <exception cref="EngineException">Something cannot be copied.</exception>
    internal async Task ExecuteAsync(ContainerSnapshot container, ResolvedMount mount, CancellationToken cancellationToken)
    {
        if (mount.NoCopy || TryOpen(mount) is not { } place)
            return;
        using var volume = new FileTree(place);
        if (volume.Root.Names().Count > 0)
            return;
        using var rootfs = await files.OpenRootAsync(container, writable: false, cancellationToken);
        using var source = rootfs.TryFind(mount.Destination, followLast: true, from: null, out _);
        if (source is null)
            return;
        if (!source.IsDirectory)
            throw new EngineException(ErrorKind.System, $"source {mount.Destination} of the image is not directory");
        try
        {
            await CopyAsync(source, volume, cancellationToken);
            OpenFile.SetOwner(volume.Root.Descriptor, source.Status.UserId, source.Status.GroupId);
            OpenFile.SetPermissions(volume.Root.Descriptor, source.Status.Mode & 0xFFF);
        }
        catch (LinuxException e)
        {
            throw new EngineException(ErrorKind.System, $"cannot fill volume {mount.Name} with {mount.Destination} of the image: {e.Message}", e);
        }
    }

    // A subpath that is not there, or leads out, is the start's to refuse; a file is not filled.
    private static FileDescriptor? TryOpen(ResolvedMount mount) => mount.Subpath is null
        ? FileDescriptor.Open(mount.Source, OpenFlags.ReadOnly | OpenFlags.Directory)
        : MountSubpath.TryOpen(mount, OpenFlags.ReadOnly | OpenFlags.Directory, out _);

    private static async Task CopyAsync(TreeNode source, FileTree volume, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var packing = PackAsync(source, pipe.Writer, broken.Token);
        try
        {
            using var unpacker = new TreeUnpacker(volume, volume.Root, new UnpackOptions(KeepKinds: false, Owner: null));
            await unpacker.UnpackAsync(new TarStreamReader(pipe.Reader.AsStream()), broken.Token);
            await packing;
        }
        catch
        {
            await broken.CancelAsync();
            await packing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
        }
    }

    private static async Task PackAsync(TreeNode source, PipeWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var writer = new TarStreamWriter(output);
            await new TreePacker(writer).PackContentsAsync(source, "", cancellationToken);
            await writer.EndAsync(cancellationToken);
            await output.CompleteAsync();
        }
        catch (Exception e)
        {
            await output.CompleteAsync(e);
            throw;
        }
    }
}
