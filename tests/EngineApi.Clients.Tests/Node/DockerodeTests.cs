using Xunit;

namespace EngineApi.Clients.Tests.Node;

/// <summary>dockerode, the client of most programs in JavaScript, does what its users do.</summary>
public sealed class DockerodeTests(EngineProcess engine)
{
    [Fact]
    public Task Walks_through_the_engine() => NodeScript.WalkAsync(engine, "dockerode", "walk.cjs");
}
