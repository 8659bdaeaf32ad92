using EngineApi.Wire.Containers;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class ContainerStreamTexts
{
    public const string Raw = "application/vnd.docker.raw-stream";
    public const string Multiplexed = "application/vnd.docker.multiplexed-stream";

    /// <summary>How output of processes is laid out.</summary>
    public const string Frames =
        "With a terminal the bytes are the terminal's own. Without one they come in frames: a byte that tells the stream (1 stdout, "
        + "2 stderr), three zero bytes, the payload's length as four bytes with the highest first, and the payload.";

    /// <summary>How a connection leaves HTTP.</summary>
    public const string Hijack =
        "The connection leaves HTTP after the head of the answer and carries the streams in both directions until the process ends or "
        + "one side closes; a half-close by the client ends stdin. A request with `Connection: Upgrade` and `Upgrade: tcp` is answered "
        + "with 101, any other with 200 and a body that ends with the connection. A browser cannot use it: take the WebSocket. ";

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("ContainerAttach", "Attach to a container", "Connects to the streams of its first process. " + Hijack + Frames)
        {
            Parameters =
            [
                Text("detachKeys", "The keys that detach, for example `ctrl-p,ctrl-q`, which is also the default.", "ctrl-a,d"),
                Flag("logs", "Begin with what is in the log."),
                Flag("stream", "Go on with what comes from now on."),
                Flag("stdin", "Take the client's bytes as its stdin, if it has one."),
                Flag("stdout", "Send its stdout."),
                Flag("stderr", "Send its stderr."),
            ],
            Answers =
            [
                Stream(101, Multiplexed, "The client asked for an upgrade. Below API 1.42, and with a terminal, the type is `" + Raw + "`."),
                Stream(200, Raw, "It did not."),
                Error(409, "It is paused or restarting."),
            ],
        },
        new("ContainerAttachWebsocket", "Attach to a container over a WebSocket",
            "As attaching, in binary messages; what a browser can use. The bytes have no frames.")
        {
            Parameters =
            [
                Text("detachKeys", "The keys that detach.", "ctrl-a,d"),
                Flag("logs", "Begin with what is in the log."),
                Flag("stream", "Go on with what comes from now on."),
                Flag("stdin", "Take the client's messages as its stdin, if it has one."),
                Flag("stdout", "Send its stdout."),
                Flag("stderr", "Send its stderr."),
            ],
            Answers = [Empty(101, "The connection speaks WebSocket from now on."), Error(409, "It is paused or restarting.")],
        },
        new("ContainerLogs", "Read the logs of a container", "What it has written, and with `follow` what it goes on to write until it stops. " + Frames)
        {
            Parameters =
            [
                Flag("follow", "Stay until the container stops."),
                Flag("stdout", "The lines of its stdout. At least one of the two is needed."),
                Flag("stderr", "The lines of its stderr."),
                Flag("timestamps", "Begin each line with its time."),
                Flag("details", "Begin each line with the attributes that the log options name."),
                Text("tail", "So many lines from the end; `all` for all.", "100", "all"),
            ],
            Answers =
            [
                Stream(200, Multiplexed, "The log. Below API 1.42, and with a terminal, the type is `" + Raw + "`."),
                Error(501, "Its logging driver keeps nothing that can be read."),
            ],
        },
        new("ContainerWait", "Wait for a container",
            "The head of the answer is sent at once, the body when the condition holds. Ask before starting the container, and no exit is missed.")
        {
            Parameters =
            [
                Text("condition", "`not-running`, `next-exit`, or `removed`.", "next-exit", "not-running"),
            ],
            Answers = [Json<ContainerWaitResponse>(200, "How it ended.", """{"StatusCode": 0}""")],
        },
        new("ContainerStats", "Read the resource usage of a container",
            "Processor, memory, block devices, network and processes, from the kernel's cgroups. Rates are for the client to work out, "
            + "from a sample and the one before it.")
        {
            Parameters =
            [
                Flag("stream", "A sample each second, a line each, until the client goes; else one sample.", true),
                Flag("one-shot", "With `stream=0`: do not wait for a second sample to fill `precpu_stats`."),
            ],
            Answers = [Json<ContainerStats>(200, "A sample.")],
        },
    ];
}
