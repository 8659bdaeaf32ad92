using Xunit;

namespace EngineApi.Clients.Tests.Node;

/// <summary>Testcontainers for Node starts containers for tests, waits for them in its ways, and reaches them.</summary>
public sealed class TestcontainersTests(EngineProcess engine)
{
    [Fact]
    public Task Starts_waits_for_and_reaches_containers() => NodeScript.WalkAsync(engine, "testcontainers", "testcontainers.cjs");
}
