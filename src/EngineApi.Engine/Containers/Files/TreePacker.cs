using EngineApi.Engine.Tar;
using EngineApi.Linux;
using EngineApi.Linux.Files;

namespace EngineApi.Engine.Containers.Files;

/// <summary>Writes files and directories of a container into a tar, as Docker's clients expect it.</summary>
internal sealed class TreePacker(TarStreamWriter output)
{
    /// <summary>No path can be longer, and every level holds a directory open.</summary>
    private const int Deepest = 2048;

    private const uint TypeBits = 0xF000;

    // First name of each file that has several; forgotten when all of them have been seen.
    private readonly Dictionary<(ulong Device, ulong Inode), (string Name, uint Left)> _linked = [];

    /// <summary>Packs a node and all below it.</summary>
    /// <param name="name">What it is called in the archive: <c>/</c>, <c>.</c> or a name.</param>
    public async Task PackAsync(TreeNode node, string name, CancellationToken cancellationToken)
    {
        await AddAsync(node, name, cancellationToken);
        if (node.IsDirectory)
            await PackContentsAsync(node, name == "/" ? "/" : name + "/", cancellationToken);
    }

    /// <summary>Packs what is in a directory, without the directory.</summary>
    /// <param name="prefix">Goes before each name; empty or ending in a slash.</param>
    public async Task PackContentsAsync(TreeNode directory, string prefix, CancellationToken cancellationToken)
    {
        var open = new Stack<(TreeNode Directory, string Prefix, IEnumerator<string> Names)>();
        open.Push((directory, prefix, directory.Names().GetEnumerator()));
        try
        {
            while (open.TryPeek(out var here))
            {
                if (!here.Names.MoveNext())
                {
                    Close(open, directory);
                    continue;
                }

                // What a process removes meanwhile is left out.
                if (here.Directory.TryOpen(here.Names.Current, out _) is not { } node)
                    continue;
                await EnterAsync(open, node, here.Prefix + here.Names.Current, cancellationToken);
            }
        }
        finally
        {
            while (open.Count > 0)
                Close(open, directory);
        }
    }

    /// <summary>Adds a node, which then lies on the stack if there may be more below it, and is closed otherwise.</summary>
    private async Task EnterAsync(
        Stack<(TreeNode, string, IEnumerator<string>)> open, TreeNode node, string name, CancellationToken cancellationToken)
    {
        var entered = false;
        try
        {
            await AddAsync(node, name, cancellationToken);
            if (!node.IsDirectory)
                return;
            if (open.Count == Deepest)
                throw PathErrors.Of("open", FileName.Shown(node.Path), Errno.NameTooLong);
            open.Push((node, name + "/", node.Names().GetEnumerator()));
            entered = true;
        }
        finally
        {
            if (!entered)
                node.Dispose();
        }
    }

    private static void Close(Stack<(TreeNode Directory, string Prefix, IEnumerator<string> Names)> open, TreeNode outermost)
    {
        var left = open.Pop();
        left.Names.Dispose();
        if (left.Directory != outermost)
            left.Directory.Dispose();
    }

    private async Task AddAsync(TreeNode node, string name, CancellationToken cancellationToken)
    {
        var status = node.Status;
        if (status.IsSocket)
            return;
        var entry = new TarEntry
        {
            Name = status.IsDirectory && name != "/" ? name + "/" : name,
            Type = TypeOf(status.Mode & TypeBits),
            Mode = status.Mode,
            UserId = status.UserId,
            GroupId = status.GroupId,
            ModifiedSeconds = status.ModifiedSeconds,
            DeviceMajor = status.DeviceMajor,
            DeviceMinor = status.DeviceMinor,
            Attributes = status.IsRegular || status.IsDirectory ? FileAttributes.ToPack(node.Descriptor) : [],
        };
        if (status.IsSymlink)
        {
            await output.BeginAsync(entry with { LinkName = node.ReadLink() }, cancellationToken);
        }
        else if (!status.IsDirectory && status.Links > 1 && FormerName(status.Device, status.Inode, status.Links, name) is { } former)
        {
            await output.BeginAsync(entry with { Type = TarType.HardLink, LinkName = former }, cancellationToken);
        }
        else if (status.IsRegular)
        {
            using var contents = node.OpenContents();
            await output.BeginAsync(entry with { Size = status.Size }, cancellationToken);
            await output.WriteFileAsync(contents, status.Size, cancellationToken);
        }
        else
        {
            await output.BeginAsync(entry, cancellationToken);
        }
    }

    private string? FormerName(ulong device, ulong inode, uint links, string name)
    {
        if (!_linked.Remove((device, inode), out var known))
        {
            _linked[(device, inode)] = (name, links - 1);
            return null;
        }

        if (known.Left > 1)
            _linked[(device, inode)] = known with { Left = known.Left - 1 };
        return known.Name;
    }

    private static TarType TypeOf(uint type) => type switch
    {
        0x4000 => TarType.Directory,
        0xA000 => TarType.Symlink,
        0x2000 => TarType.CharacterDevice,
        0x6000 => TarType.BlockDevice,
        0x1000 => TarType.Fifo,
        _ => TarType.File,
    };
}
