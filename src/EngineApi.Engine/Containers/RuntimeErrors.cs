using EngineApi.Containerd;

namespace EngineApi.Engine.Containers;

/// <summary>containerd's kinds of failure in the engine's terms, for what no verb has a better word for.</summary>
public static class RuntimeErrors
{
    public static EngineException ToEngine(this ContainerdException error) => new(
        error.Kind switch
        {
            ContainerdErrorKind.NotFound => ErrorKind.NotFound,
            ContainerdErrorKind.AlreadyExists or ContainerdErrorKind.FailedPrecondition => ErrorKind.Conflict,
            ContainerdErrorKind.InvalidArgument => ErrorKind.InvalidParameter,
            ContainerdErrorKind.Unimplemented => ErrorKind.NotImplemented,
            ContainerdErrorKind.Unavailable => ErrorKind.Unavailable,
            _ => ErrorKind.System,
        },
        error.Message,
        error);
}
