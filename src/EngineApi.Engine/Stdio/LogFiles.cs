using System.Globalization;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The files of one log by Docker's names: <c>ID-json.log</c> is written, <c>.1</c> or <c>.1.gz</c> was before, then <c>.2</c> and so
/// on. A rotation prepares <c>.next</c>, and packing <c>.packing</c>.
/// </summary>
internal sealed class LogFiles(string path)
{
    public string Current { get; } = path;

    public string Next { get; } = path + ".next";

    public string Packing { get; } = path + ".packing";

    public string Directory { get; } = Path.GetDirectoryName(path)!;

    public string SpoolDirectory { get; } = Path.Join(Path.GetDirectoryName(path), "spool");

    public string Rotated(int age) => Current + "." + age.ToString(CultureInfo.InvariantCulture);

    public string Packed(int age) => Rotated(age) + ".gz";

    /// <summary>The oldest of those that are rotated and not packed; null when there is none.</summary>
    public string? OldestPlain()
    {
        string? oldest = null;
        for (var age = 1; IsTaken(age); age++)
            oldest = File.Exists(Rotated(age)) ? Rotated(age) : oldest;
        return oldest;
    }

    /// <summary>Puts <see cref="Packing"/> in the place of the file it was made of, wherever that is by now; it may be gone.</summary>
    public void TakePacked(ulong inode)
    {
        for (var age = 1; IsTaken(age); age++)
        {
            if (FileStatus.Find(Rotated(age))?.Inode != inode)
                continue;
            File.Move(Packing, Packed(age), overwrite: true);
            File.Delete(Rotated(age));
            return;
        }

        File.Delete(Packing);
    }

    /// <summary>After a crash: what was being packed, and what is there in both forms, is packed anew.</summary>
    public void DropHalfPacked()
    {
        File.Delete(Packing);
        for (var age = 1; IsTaken(age); age++)
        {
            if (File.Exists(Rotated(age)))
                File.Delete(Packed(age));
        }
    }

    /// <summary>Those that exist and are not packed, the oldest first.</summary>
    public List<string> List()
    {
        var files = new List<string>();
        for (var age = 1; File.Exists(Rotated(age)); age++)
            files.Insert(0, Rotated(age));
        if (File.Exists(Current))
            files.Add(Current);
        return files;
    }

    /// <summary>
    /// Makes <see cref="Next"/> the current file. Every step is a rename, and the steps already done are skipped, so it
    /// can be repeated after a crash.
    /// </summary>
    public void Shift(int maxFile)
    {
        if (maxFile > 1 && File.Exists(Current))
        {
            var free = 1;
            while (free < maxFile - 1 && IsTaken(free))
                free++;
            for (; free > 1; free--)
                Age(free - 1, free);
            File.Delete(Packed(1));
            File.Move(Current, Rotated(1), overwrite: true);
        }

        File.Move(Next, Current, overwrite: true);
    }

    private bool IsTaken(int age) => File.Exists(Rotated(age)) || File.Exists(Packed(age));

    /// <summary>What has the older name is dropped before.</summary>
    private void Age(int from, int to)
    {
        File.Delete(Packed(to));
        if (File.Exists(Rotated(from)))
        {
            File.Move(Rotated(from), Rotated(to), overwrite: true);
            File.Delete(Packed(from));
            return;
        }

        File.Delete(Rotated(to));
        File.Move(Packed(from), Packed(to));
    }

    public static FileDescriptor OpenForAppend(string path) =>
        FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Append, 0x1A0);
}
