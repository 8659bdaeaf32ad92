using EngineApi.Engine.Containers.Checkpoints;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Checkpoints;

public sealed class CriuLogTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("criu-log-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public void Tells_the_first_errors_and_the_last_without_the_paths_of_logs()
    {
        var lines = Enumerable.Range(1, 9).Select(static i => $"(00.00{i}) Error (criu/a.c:{i}): reason {i}");
        File.WriteAllLines(Path.Combine(_work, CriuLog.OfRestore), ["(00.0001) Version: 4.2.1", .. lines, "(00.01) done"]);
        Assert.Equal(
            "criu failed: type NOTIFY errno 0: Error (criu/a.c:1): reason 1; Error (criu/a.c:2): reason 2; Error (criu/a.c:3): reason 3; Error (criu/a.c:9): reason 9",
            CriuLog.Explain("criu failed: type NOTIFY errno 0\nlog file: /x/restore.log", _work, CriuLog.OfRestore));
    }

    [Fact]
    public void Says_that_the_kernel_is_too_new_for_it()
    {
        File.WriteAllText(Path.Combine(_work, CriuLog.OfCheckpoint), "(00.1) Error (criu/kerndat.c:1615): kerndat_vdso_fill_symtable failed when initializing kerndat.\n");
        Assert.StartsWith(
            "CRIU does not work with this kernel, \"criu check\" tells more: criu failed: type DUMP errno 0: Error (criu/kerndat.c:1615): ",
            CriuLog.Explain("criu failed: type DUMP errno 0 path= /x/criu-dump.log", _work, CriuLog.OfCheckpoint), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_it_is_not_installed() => Assert.Equal(
        "CRIU is not installed where containerd runs: exit status 1: CRIU version check failed: exec: \"criu\": executable file not found in $PATH",
        CriuLog.Explain("exit status 1: CRIU version check failed: exec: \"criu\": executable file not found in $PATH path= /x", _work, CriuLog.OfCheckpoint));

    [Fact]
    public void Says_what_runc_said_if_there_is_no_log() => Assert.Equal("no", CriuLog.Explain("no", _work, CriuLog.OfCheckpoint));
}
