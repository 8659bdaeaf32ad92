using Xunit;

namespace EngineApi.Containerd.Tests;

internal static class Refused
{
    public static async Task WithAsync(ContainerdErrorKind kind, Func<Task> call, string part)
    {
        var error = await Assert.ThrowsAsync<ContainerdException>(call);
        Assert.True(error.Kind == kind, $"expected {kind}: {error}");
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rpc error", error.Message, StringComparison.Ordinal);
    }
}
