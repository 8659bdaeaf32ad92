using System.Globalization;
using EngineApi.Wire.Volumes;

namespace EngineApi.Engine.Volumes;

/// <summary>A volume as the API shows it.</summary>
public sealed class VolumeShape(VolumeFiles files)
{
    public Volume Of(VolumeRecord volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return new()
        {
            Name = volume.Name,
            Driver = VolumeRules.LocalDriver,
            Scope = "local",
            CreatedAt = volume.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Mountpoint = files.DataOf(volume.Name),
            Labels = volume.Labels.Count == 0 ? null : new(volume.Labels),
            Options = volume.Options.Count == 0 ? null : new(volume.Options),
        };
    }
}
