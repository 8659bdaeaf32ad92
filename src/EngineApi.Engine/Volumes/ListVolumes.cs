using EngineApi.Wire;
using EngineApi.Wire.Volumes;

namespace EngineApi.Engine.Volumes;

/// <summary>The volumes there are (API: <c>VolumeList</c>), by name.</summary>
public sealed class ListVolumes(VolumeTable volumes, VolumeUsers users, VolumeShape shape)
{
    /// <param name="filters"><c>dangling</c>, <c>driver</c>, <c>label</c>, <c>name</c>.</param>
    /// <exception cref="EngineException">InvalidParameter for a filter.</exception>
    public VolumeListResponse Execute(Filters filters)
    {
        Input.Check(() => filters.Validate("dangling", "driver", "label", "name"));
        Input.Read(() => filters.Bool("dangling", whenAbsent: false));
        return new() { Volumes = [.. volumes.All.Where(volume => Matches(volume, filters)).Select(shape.Of)] };
    }

    private bool Matches(VolumeRecord volume, Filters filters) =>
        filters.Pattern("name", volume.Name)
        && filters.Exact("driver", VolumeRules.LocalDriver)
        && filters.Labels("label", volume.Labels)
        && (!filters.Has("dangling") || users.Of(volume.Name).Count == 0 == filters.Bool("dangling", whenAbsent: false));
}
