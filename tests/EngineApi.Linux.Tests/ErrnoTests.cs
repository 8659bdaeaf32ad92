using Xunit;

namespace EngineApi.Linux.Tests;

public sealed class ErrnoTests
{
    [Theory]
    [InlineData(Errno.NoEntry, "no such file or directory")]
    [InlineData(Errno.Access, "permission denied")]
    [InlineData(Errno.AddressInUse, "address already in use")]
    [InlineData(Errno.AddressNotAvailable, "cannot assign requested address")]
    [InlineData(18, "invalid cross-device link")]
    public void A_reason_is_in_Gos_words(int errno, string reason) => Assert.Equal(reason, Errno.Reason(errno));
}
