namespace EngineApi.Linux.Files;

/// <summary>One way along a path. What it opens is closed with it, but for the node that is taken.</summary>
internal sealed class TreeWalk : IDisposable
{
    private readonly FileTree _tree;
    private readonly Stack<string> _ahead = new();
    private TreeNode _here;
    private string? _missing;
    private bool _opened;

    public TreeWalk(FileTree tree, TreeNode from, string path)
    {
        (_tree, _here) = (tree, path.StartsWith('/') ? tree.Root : from);
        Ahead(path);
    }

    public string Path => _here.Path;

    /// <summary>After ENOENT: where the last name of the path would be; null when a directory before it is missing.</summary>
    public string? MissingLast => _missing is not null && _ahead.Count == 0 ? _here.PathOf(_missing) : null;

    /// <summary>After an error: what is ahead, appended as it is written.</summary>
    public string PathAsWritten
    {
        get
        {
            var names = new List<string>(_here.Path.Split('/', StringSplitOptions.RemoveEmptyEntries));
            foreach (var name in _missing is null ? _ahead : _ahead.Prepend(_missing))
            {
                if (name != "..")
                    names.Add(name);
                else if (names.Count > 0)
                    names.RemoveAt(names.Count - 1);
            }

            return "/" + string.Join('/', names);
        }
    }

    /// <returns>0, or why it got no further.</returns>
    public int Run(bool followLast, int mostLinks)
    {
        while (_ahead.TryPop(out var name))
        {
            if (name == "..")
            {
                Up();
                continue;
            }

            var errno = 0;
            var next = _here.IsDirectory ? _here.TryOpen(name, out errno) : null;
            if (next is null)
            {
                _missing = name;
                return _here.IsDirectory ? errno : Errno.NotDirectory;
            }

            if (!next.Status.IsSymlink || (_ahead.Count == 0 && !followLast))
            {
                Down(next);
                continue;
            }

            string target;
            using (next)
                target = next.ReadLink();
            if (--mostLinks < 0)
                return Errno.TooManyLinks;
            if (target.StartsWith('/'))
                ToRoot();
            Ahead(target);
        }

        return 0;
    }

    /// <summary>The node it arrived at; the caller disposes it.</summary>
    public TreeNode Take()
    {
        var taken = _opened ? _here : _here.Borrow();
        _opened = false;
        return taken;
    }

    public void Dispose()
    {
        if (_opened)
            _here.Dispose();
    }

    private void Down(TreeNode next)
    {
        next.OwnsParent = _opened;
        (_here, _opened) = (next, true);
    }

    private void Up()
    {
        var (left, parent) = (_here, _here.Parent ?? _tree.Root);
        if (_opened)
        {
            _opened = left.OwnsParent;
            left.OwnsParent = false;
            left.Dispose();
        }

        _here = parent;
    }

    private void ToRoot()
    {
        Dispose();
        (_here, _opened) = (_tree.Root, false);
    }

    private void Ahead(string path)
    {
        var names = path.Split('/');
        for (var at = names.Length - 1; at >= 0; at--)
        {
            if (names[at] is not ("" or "."))
                _ahead.Push(names[at]);
        }
    }
}
