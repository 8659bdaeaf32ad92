using EngineApi.Containerd;
using EngineApi.Linux;
using EngineApi.Server.Listeners;
using EngineApi.Server.Options;

namespace EngineApi.Server;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The machine refused something: a directory, a file, a permission.</summary>
    public const int Failed = 1;

    /// <summary>An option or the configuration file is not accepted.</summary>
    public const int BadOption = 2;

    /// <summary>An address cannot be listened on, or another instance runs.</summary>
    public const int AddressInUse = 3;

    /// <summary>containerd does not answer.</summary>
    public const int NoContainerd = 4;

    /// <returns>Null for what is a defect: it may end the process with its stack trace.</returns>
    public static int? Of(Exception error) => error switch
    {
        OptionException => BadOption,
        ContainerdException => NoContainerd,
        ListenException or IOException { InnerException: not null } => AddressInUse,
        IOException or UnauthorizedAccessException or LinuxException => Failed,
        _ => null,
    };
}
