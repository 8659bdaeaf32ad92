using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>All that a start hands to containerd.</summary>
/// <param name="Spec">The OCI spec, for the container's record.</param>
/// <param name="Stdio">The FIFOs, as <paramref name="Task"/> names them.</param>
public sealed record PreparedLaunch(TypedBytes Spec, StdioPaths Stdio, TaskCreation Task);
