using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>All that a start hands to containerd.</summary>
/// <param name="Spec">The OCI spec, for the container's record.</param>
/// <param name="Stdio">The FIFOs, as <paramref name="Task"/> names them.</param>
/// <param name="Network">What it was given of networks, for its lifecycle.</param>
public sealed record PreparedLaunch(TypedBytes Spec, StdioPaths Stdio, TaskCreation Task, NetworkLaunch Network);
