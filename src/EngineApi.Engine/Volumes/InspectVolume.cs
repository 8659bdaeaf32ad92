using EngineApi.Wire.Volumes;

namespace EngineApi.Engine.Volumes;

/// <summary>What is known of one volume (API: <c>VolumeInspect</c>).</summary>
public sealed class InspectVolume(VolumeTable volumes, VolumeShape shape)
{
    /// <exception cref="EngineException">NotFound.</exception>
    public Volume Execute(string name) => shape.Of(volumes.Find(name));
}
