using EngineApi.Wire.Exec;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class ExecTexts
{
    private static readonly ParameterText Id = Text("id", "The exec's id.", "ad4c14422266d0d14f33932f80972ca3ac39ba50a2ddd7448790bfe6b8cb19fe");

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("ContainerExec", "Create an exec", "Prepares a command in a running container; starting it is another request.")
        {
            Body = BodyText.Json<ExecCreateRequest>("The command.",
                """{"Cmd": ["ls", "-l", "/"], "AttachStdout": true, "AttachStderr": true, "Env": ["LANG=C"], "WorkingDir": "/"}"""),
            Answers =
            [
                Json<ExecCreateResponse>(201, "It is there to be started.", """{"Id": "ad4c14422266d0d14f33932f80972ca3ac39ba50a2ddd7448790bfe6b8cb19fe"}"""),
                Error(409, "The container does not run, or is paused."),
            ],
        },
        new("ExecStart", "Start an exec",
            "With `Detach` it answers once the process runs. Else: " + ContainerStreamTexts.Hijack
            + "What goes wrong after the head of the answer is told in the stream. " + ContainerStreamTexts.Frames)
        {
            Parameters = [Id],
            Body = BodyText.Json<ExecStartRequest>("How to start it; `Tty` as it was created.", """{"Detach": true, "Tty": false}""", required: false),
            Answers =
            [
                Stream(101, ContainerStreamTexts.Multiplexed, "The client asked for an upgrade. With a terminal the type is `" + ContainerStreamTexts.Raw + "`."),
                Stream(200, ContainerStreamTexts.Raw, "It did not; or it runs detached, and there is no body."),
                Error(409, "It has run already, or the container does not run."),
            ],
        },
        new("ExecResize", "Resize the terminal of an exec", "The processes on the terminal are told by SIGWINCH.")
        {
            Parameters = [Id, Number("h", "Rows, 0 to 65535.", 40), Number("w", "Columns, 0 to 65535.", 120)],
            Answers = [Empty(200, "The terminal has the size."), Error(409, "It does not run.")],
        },
        new("ExecInspect", "Inspect an exec", "Whether it runs, and its exit code when it has ended. An exec is forgotten five minutes after its end.")
        {
            Parameters = [Id],
            Answers = [Json<ExecInspect>(200, "The exec.")],
        },
    ];
}
