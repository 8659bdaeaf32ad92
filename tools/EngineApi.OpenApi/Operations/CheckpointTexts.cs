using EngineApi.Wire.Containers;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

/// <summary>Experimental with Docker, whose own document leaves them out.</summary>
internal static class CheckpointTexts
{
    private const string Directory = "Where checkpoints are kept, an absolute path; without it the container's own directory.";

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("CheckpointCreate", "Take a checkpoint of a container",
            "CRIU writes the state of its processes to disk. `start` with `checkpoint` lets them go on from there.")
        {
            Route = "POST /containers/{id}/checkpoints",
            Body = BodyText.Json<CheckpointCreateRequest>("What it is called.", """{"CheckpointID": "before-update", "Exit": true}"""),
            Answers =
            [
                Empty(201, "It is taken; with `Exit` the container has ended."),
                Error(409, "The container does not run, or has a checkpoint of this name."),
            ],
        },
        new("CheckpointList", "List the checkpoints of a container", "Those that are whole, by name.")
        {
            Route = "GET /containers/{id}/checkpoints",
            Parameters = [Text("dir", Directory)],
            Answers = [Json<List<Checkpoint>>(200, "The checkpoints.", """[{"Name": "before-update"}]""")],
        },
        new("CheckpointDelete", "Remove a checkpoint", "The container is not touched.")
        {
            Route = "DELETE /containers/{id}/checkpoints/{checkpoint}",
            Parameters = [Text("checkpoint", "Its name.", "before-update"), Text("dir", Directory)],
            Answers = [Empty(204, "It is gone.")],
        },
    ];
}
