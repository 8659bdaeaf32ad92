using EngineApi.Wire.Volumes;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class VolumeTexts
{
    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("VolumeList", "List volumes", "Volumes that are here, by name.")
        {
            Parameters = [Text("filters", "A JSON object of lists. Keys: `dangling`, `driver`, `label`, `name`.", """{"dangling":["true"]}""")],
            Answers = [Json<VolumeListResponse>(200, "The volumes.")],
        },
        new("VolumeCreate", "Create a volume", "One that is there already is answered as it is.")
        {
            Body = BodyText.Json<VolumeCreateRequest>(
                "The volume. The local driver's options are those of mount(8): `type`, `o` and `device`.",
                """{"Name": "data", "Labels": {"tier": "back"}}"""),
            Answers = [Json<Volume>(201, "The volume."), Error(404, "There is no such driver.")],
        },
        new("VolumePrune", "Remove unused volumes", "Those that no container uses, and that nobody gave a name.")
        {
            Parameters =
            [
                Text("filters", "A JSON object of lists. Keys: `all` (volumes with a name, too), `label`, `label!`.", """{"all":["true"]}"""),
            ],
            Answers = [Json<VolumePruneResponse>(200, "The names of what was removed, and its bytes."), Error(409, "Another prune is under way.")],
        },
        new("VolumeInspect", "Inspect a volume", "What is known of one volume.")
        {
            Answers = [Json<Volume>(200, "The volume.")],
        },
        new("VolumeDelete", "Remove a volume", "One that no container uses, running or not, with all that is in it.")
        {
            Parameters = [Flag("force", "A volume that is not there is no error.")],
            Answers = [Empty(204, "It is gone."), Error(409, "Containers use it.")],
        },
    ];
}
