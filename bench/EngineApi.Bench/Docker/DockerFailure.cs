namespace EngineApi.Bench.Docker;

/// <summary>An engine answered with an error or did something else than asked.</summary>
internal sealed class DockerFailure(string message) : Exception(message);
