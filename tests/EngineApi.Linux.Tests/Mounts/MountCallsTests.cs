using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Linux.Tests.Mounts;

public sealed class MountCallsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        MountCalls.DetachAll(_directory.Path);
        _directory.Dispose();
    }

    [Fact]
    public void All_that_is_mounted_on_a_path_goes_at_once()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting needs root");
        MountCalls.Mount(new MountSpec("tmpfs", "one", []), _directory.Path);
        MountCalls.Mount(new MountSpec("tmpfs", "two", []), _directory.Path);
        Assert.Equal(["one", "two"], Sources());

        MountCalls.DetachAll(_directory.Path);

        Assert.Empty(Sources());
    }

    [Fact]
    public void Where_nothing_is_mounted_nothing_goes()
    {
        MountCalls.DetachAll(_directory.Path);
        MountCalls.DetachAll(_directory["nowhere"]);
    }

    private IEnumerable<string> Sources() => MountEntry.ReadAll().Where(mount => mount.MountPoint == _directory.Path).Select(mount => mount.Source);
}
