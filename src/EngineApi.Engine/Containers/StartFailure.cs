using EngineApi.Containerd;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>A failed start as users of Docker know it: the shell's exit codes, and whose fault it was.</summary>
/// <param name="ExitCode">127: not found; 126: found but cannot be run; 128: anything else.</param>
internal sealed record StartFailure(int ExitCode, EngineException Error)
{
    private const int CannotStart = 128;
    private const int CannotInvoke = 126;
    private const int NotFound = 127;

    private const string Mistaken =
        ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type";

    public static StartFailure From(Exception cause, ContainerConfig config)
    {
        if (cause is EngineException known)
            return new(CannotStart, known);
        var message = "failed to create task for container: " + TextOf(cause);
        if (cause is ContainerdException { IsTransient: true })
            return new(CannotStart, new EngineException(ErrorKind.Unavailable, message, cause));
        if (config.WorkingDir is { Length: > 0 } directory && IsNoDirectory(directory, message))
            return new(CannotStart, new EngineException(ErrorKind.System, $"Cannot mkdir: {directory} is not a directory", cause));
        var (exitCode, kind) = Classify(message);
        return new(exitCode, new EngineException(kind, IsNoDirectory(message) ? message + Mistaken : message, cause));
    }

    /// <summary>runc tried to make the working directory, or to enter it.</summary>
    private static bool IsNoDirectory(string directory, string message) =>
        message.EndsWith("not a directory", StringComparison.Ordinal)
        && (message.Contains($"mkdir {directory}: ", StringComparison.Ordinal) || message.Contains($"chdir to cwd (\"{directory}\")", StringComparison.Ordinal));

    private static bool IsNoDirectory(string message) => message.Contains("not a directory", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the runtime said, without containerd 1's word for an error of no kind, which newer ones leave out.</summary>
    internal static string TextOf(Exception cause)
    {
        const string NoKind = ": unknown";
        return cause.Message.EndsWith(NoKind, StringComparison.Ordinal) ? cause.Message[..^NoKind.Length] : cause.Message;
    }

    /// <summary>runc, and crun, tell what went wrong in words only.</summary>
    internal static (int ExitCode, ErrorKind Kind) Classify(string message)
    {
        if (Says("executable file not found") || Says("no such file or directory") || Says("system cannot find the file specified"))
            return (NotFound, ErrorKind.InvalidParameter);
        if (Says("permission denied") || Says("is a directory") || Says("is not executable"))
            return (CannotInvoke, ErrorKind.InvalidParameter);
        if (IsNoDirectory(message))
            return (NotFound, ErrorKind.InvalidParameter);
        return (CannotStart, ErrorKind.System);

        bool Says(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
