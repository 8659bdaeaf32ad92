using System.Globalization;
using EngineApi.Engine.Stdio;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

public sealed class LogCursorTests : IDisposable
{
    private const int Files = 6;
    private readonly string _directory = Directory.CreateTempSubdirectory("log").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Files_that_rotate_while_they_are_opened_are_read_in_order()
    {
        for (var round = 0; round < 300; round++)
        {
            var files = new LogFiles(Path.Combine(_directory, round + ".log"));
            File.WriteAllText(files.Current, "1\n");
            var writer = new Thread(() =>
            {
                for (var number = 2; number <= Files; number++)
                {
                    File.WriteAllText(files.Next, number + "\n");
                    files.Shift(Files);
                }
            });
            writer.Start();
            var read = new List<int>();
            using (var cursor = new LogCursor(files))
            {
                for (var ended = false; ; cursor.Advance())
                {
                    while (cursor.TryReadLine(null, out var line))
                        read.Add(int.Parse(line.Trim((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture));
                    if (ended)
                        break;
                    ended = !writer.IsAlive;
                }
            }

            Assert.Equal(Enumerable.Range(1, Files), read);
        }
    }
}
