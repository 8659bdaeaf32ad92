using EngineApi.Containerd;
using EngineApi.Engine.Containers;

namespace EngineApi.Engine.Exec;

/// <summary>A command that could not be run, in Docker's words and with the shell's exit codes.</summary>
internal sealed record ExecFailure(int ExitCode, EngineException Error)
{
    public static ExecFailure From(Exception cause)
    {
        if (cause is EngineException known)
            return new(126, known);
        if (cause is ContainerdException { IsTransient: true })
            return new(126, new EngineException(ErrorKind.Unavailable, cause.Message, cause));
        var (exitCode, kind) = StartFailure.Classify(cause.Message);
        return new(exitCode, new EngineException(kind, StartFailure.TextOf(cause), cause));
    }
}
