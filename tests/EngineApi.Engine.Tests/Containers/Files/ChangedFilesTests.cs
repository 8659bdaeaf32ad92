using EngineApi.Engine.Containers.Files;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Files;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Files;

public sealed class ChangedFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engineapi-changes-");

    public ChangedFilesTests()
    {
        foreach (var path in new[] { "image/etc/conf.d", "image/usr/lib/old", "upper", "whole" })
            Directory.CreateDirectory(At(path));
        File.WriteAllText(At("image/etc/passwd"), "root");
        File.WriteAllText(At("image/etc/group"), "root");
        File.WriteAllText(At("image/usr/lib/old/lib"), "");
        // As an overlay copies it up: the times of directories are kept.
        foreach (var path in new[] { "upper/etc", "upper/usr/lib" })
            Directory.CreateDirectory(At(path));
    }

    [Fact]
    public void Nothing_is_no_change()
    {
        KeepTimes();
        Assert.Empty(Upper());
    }

    [Fact]
    public void What_the_upper_directory_has_is_told_with_its_directory()
    {
        File.WriteAllText(At("upper/etc/passwd"), "joe");
        Whiteout("upper/etc/group");
        Whiteout("upper/etc/never-there");
        Directory.CreateDirectory(At("upper/new/sub"));
        KeepTimes();
        Assert.Equal(["C /etc", "D /etc/group", "C /etc/passwd", "A /new", "A /new/sub"], Upper());
    }

    [Fact]
    public void A_change_is_one_of_every_directory_above_it()
    {
        Directory.CreateDirectory(At("upper/usr/lib/new"));
        KeepTimes();
        File.SetUnixFileMode(At("upper/etc"), UnixFileMode.UserRead);
        Assert.Equal(["C /etc", "C /usr", "C /usr/lib", "A /usr/lib/new"], Upper());
    }

    [Fact]
    public void A_directory_that_hides_the_one_below_has_lost_what_that_had()
    {
        Directory.CreateDirectory(At("upper/usr/lib/old"));
        File.WriteAllText(At("upper/usr/lib/old/other"), "");
        using (var old = FileDescriptor.Open(At("upper/usr/lib/old"), OpenFlags.Path))
            Assert.SkipWhen(OpenFile.TrySetAttribute(old, "trusted.overlay.opaque", "y"u8.ToArray()) != 0, "this file system has no trusted attributes");
        KeepTimes();
        Assert.Equal(["C /usr/lib/old", "D /usr/lib/old/lib", "A /usr/lib/old/other"], Upper().Where(change => change.Contains("old", StringComparison.Ordinal)));
    }

    [Fact]
    public void Mount_points_of_the_runtime_are_no_change_but_files_of_their_names_are()
    {
        foreach (var path in new[] { "upper/proc", "upper/sys", "upper/dev/pts", "upper/dev/shm" })
            Directory.CreateDirectory(At(path));
        File.WriteAllText(At("upper/etc/hosts"), "");
        Assert.Empty(Upper());
        File.WriteAllText(At("upper/etc/hostname"), "mine");
        File.WriteAllText(At("upper/dev/null"), "");
        Assert.Equal(["A /dev", "A /dev/null", "C /etc", "A /etc/hostname"], Upper());
    }

    [Fact]
    public void Whole_copies_are_compared_file_by_file()
    {
        Directory.CreateDirectory(At("whole/etc"));
        File.WriteAllText(At("whole/etc/passwd"), "longer");
        File.Copy(At("image/etc/group"), At("whole/etc/group"));
        CopyTime("image/etc/group", "whole/etc/group");
        var changes = Find("whole", isUpper: false);
        Assert.Equal(["C /etc", "D /etc/conf.d", "C /etc/passwd", "D /usr"], changes);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string At(string path) => Path.Join(_directory.FullName, path);

    private void Whiteout(string path)
    {
        using var directory = new FileTree(FileDescriptor.Open(Path.GetDirectoryName(At(path))!, OpenFlags.Path));
        directory.Root.MakeNode(Path.GetFileName(path), 0x2000, 0, 0);
    }

    private void KeepTimes()
    {
        foreach (var path in new[] { "usr/lib/old", "usr/lib", "usr", "etc" })
        {
            if (Directory.Exists(At("upper/" + path)))
                CopyTime("image/" + path, "upper/" + path);
        }
    }

    // To the nanosecond, which .NET's own calls do not.
    private void CopyTime(string from, string to)
    {
        var time = FileStatus.Find(At(from))!;
        using var file = FileDescriptor.Open(At(to), OpenFlags.Path);
        OpenFile.SetTime(file, time.ModifiedSeconds, time.ModifiedNanoseconds);
    }

    private List<string> Upper()
    {
        KeepTimes();
        return Find("upper", isUpper: true);
    }

    private List<string> Find(string name, bool isUpper)
    {
        using var now = new FileTree(FileDescriptor.Open(At(name), OpenFlags.Path));
        using var image = new FileTree(FileDescriptor.Open(At("image"), OpenFlags.Path));
        return [.. new ChangedFiles(isUpper).Find(now.Root, image.Root).Select(change => $"{"CAD"[change.Kind]} {change.Path}")];
    }
}
