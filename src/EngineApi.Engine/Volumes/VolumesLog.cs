using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Volumes;

internal static partial class VolumesLog
{
    [LoggerMessage(1, LogLevel.Error, "{Path} cannot be read: the volume is not shown")]
    public static partial void VolumeUnreadable(this ILogger log, string path, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "volume {Name} was not removed: {Reason}")]
    public static partial void VolumeNotRemoved(this ILogger log, string name, string reason);

    [LoggerMessage(3, LogLevel.Warning, "volume {Name} stays mounted")]
    public static partial void VolumeStaysMounted(this ILogger log, string name, Exception error);
}
