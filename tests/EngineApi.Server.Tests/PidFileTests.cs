using System.Diagnostics;
using System.Globalization;
using EngineApi.Server.Listeners;

namespace EngineApi.Server.Tests;

public sealed class PidFileTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("engineapi-pid-");

    private string FilePath => Path.Combine(_root.FullName, "engine.pid");

    [Fact]
    public async Task A_process_that_was_killed_and_not_waited_for_does_not_count()
    {
        // The sleep that the shell becomes waits for no child, and the child ends when that has happened.
        const string Script = "exec 3<&0; { read line <&3; } & echo $!; exec sleep 600";
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", Script]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        try
        {
            var zombie = await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            while (!(await File.ReadAllTextAsync($"/proc/{parent.Id}/comm", TestContext.Current.CancellationToken)).StartsWith("sleep", StringComparison.Ordinal))
                await Task.Yield();
            await parent.StandardInput.WriteLineAsync();
            while (!(await File.ReadAllTextAsync($"/proc/{zombie}/stat", TestContext.Current.CancellationToken)).Contains(") Z ", StringComparison.Ordinal))
                await Task.Yield();
            await File.WriteAllTextAsync(FilePath, zombie, TestContext.Current.CancellationToken);
            PidFile.Create(FilePath).Dispose();
            Assert.False(File.Exists(FilePath));
        }
        finally
        {
            parent.Kill();
            await parent.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_process_that_runs_does()
    {
        File.WriteAllText(FilePath, "1");
        Assert.Contains("process with PID 1 is still running", Assert.Throws<ListenException>(() => PidFile.Create(FilePath)).Message, StringComparison.Ordinal);
        File.WriteAllText(FilePath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        PidFile.Create(FilePath).Dispose();
    }

    public void Dispose() => _root.Delete(recursive: true);
}
