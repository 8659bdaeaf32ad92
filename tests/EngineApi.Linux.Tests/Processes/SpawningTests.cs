using Xunit;

namespace EngineApi.Linux.Tests.Processes;

/// <summary>
/// Tests that start children run alone: until its execve(2) is done a child has copies of all our descriptors, and an end of file that
/// another test waits for comes late.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SpawningTests
{
    public const string Name = "spawning";
}
