using System.Globalization;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The files of one log by Docker's names: <c>ID-json.log</c> is written, <c>.1</c> was before, then <c>.2</c> and so
/// on. A rotation prepares <c>.next</c>.
/// </summary>
internal sealed class LogFiles(string path)
{
    public string Current { get; } = path;

    public string Next { get; } = path + ".next";

    public string SpoolDirectory { get; } = Path.Join(Path.GetDirectoryName(path), "spool");

    public string Rotated(int age) => Current + "." + age.ToString(CultureInfo.InvariantCulture);

    /// <summary>Those that exist, the oldest first.</summary>
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
            while (free < maxFile - 1 && File.Exists(Rotated(free)))
                free++;
            for (; free > 1; free--)
                File.Move(Rotated(free - 1), Rotated(free), overwrite: true);
            File.Move(Current, Rotated(1), overwrite: true);
        }

        File.Move(Next, Current, overwrite: true);
    }

    public static FileDescriptor OpenForAppend(string path) =>
        FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Append, 0x1A0);
}
