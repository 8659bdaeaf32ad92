namespace EngineApi.Linux.Files;

/// <summary>Removes a name with all that is below it, one open directory at a time, and no deeper than a path can be long.</summary>
internal static class TreeRemoval
{
    private const int Deepest = 2048;

    public static void Run(TreeNode directory, string name)
    {
        if (Unlink(directory, name))
            return;
        var open = new Stack<(TreeNode Directory, string Name, Queue<string> Left)>();
        try
        {
            Enter(open, directory, name);
            while (open.TryPeek(out var inner))
            {
                if (inner.Left.TryDequeue(out var next))
                {
                    if (!Unlink(inner.Directory, next))
                        Enter(open, inner.Directory, next);
                    continue;
                }

                open.Pop();
                inner.Directory.Dispose();
                var outer = open.TryPeek(out var above) ? above.Directory : directory;
                var errno = DirectoryCalls.TryUnlink(outer.Descriptor, inner.Name, isDirectory: true);
                if (errno is not (0 or Errno.NoEntry))
                    throw Failed(outer, inner.Name, errno);
            }
        }
        finally
        {
            while (open.TryPop(out var left))
                left.Directory.Dispose();
        }
    }

    private static void Enter(Stack<(TreeNode, string, Queue<string>)> open, TreeNode directory, string name)
    {
        if (open.Count == Deepest)
            throw Failed(directory, name, Errno.NameTooLong);
        var inner = directory.TryOpen(name, out var errno) ?? throw Failed(directory, name, errno);
        Queue<string> names;
        try
        {
            names = new(inner.Names());
        }
        catch
        {
            inner.Dispose();
            throw;
        }

        open.Push((inner, name, names));
    }

    /// <summary>False: it is a directory.</summary>
    private static bool Unlink(TreeNode directory, string name)
    {
        if (directory.IsCovered(name))
            throw Failed(directory, name, Errno.Busy);
        return DirectoryCalls.TryUnlink(directory.Descriptor, name, isDirectory: false) switch
        {
            0 or Errno.NoEntry => true,
            Errno.IsDirectory => false,
            var errno => throw Failed(directory, name, errno),
        };
    }

    private static LinuxException Failed(TreeNode directory, string name, int errno) =>
        new("unlinkat", FileName.Shown(directory.PathOf(name)), errno);
}
