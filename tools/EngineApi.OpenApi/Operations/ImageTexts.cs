using EngineApi.Wire.Containers;
using EngineApi.Wire.Images;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class ImageTexts
{
    private const string Lines = "Lines of JSON, as they come. A failure after the head of the answer is the last line, in `error` and `errorDetail`.";

    private const string Amd64 = """{"os":"linux","architecture":"amd64"}""";

    private static readonly ParameterText Platform = Text("platform", "The platform, as a JSON object, of an image for several; otherwise what serves this machine best.", Amd64);

    private static readonly ParameterText SavedPlatform = Text(
        "platform", "The platform, as a JSON object, whose manifest alone is saved.", Amd64);

    private static readonly ParameterText RegistryAuth = Header("X-Registry-Auth",
        "The credentials for the registry: a JSON object with `username` and `password`, or `identitytoken`, in base64url.", "eyJ1c2VybmFtZSI6ImFkYSIsInBhc3N3b3JkIjoiLi4uIn0=");

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("ImageList", "List images", "Images that are here, the newest first.")
        {
            Parameters =
            [
                Text("filters", "A JSON object of lists. Keys: `before`, `dangling`, `label`, `reference`, `since`, `until`.", """{"reference":["busy*"]}"""),
                Flag("shared-size", "Count the bytes that each shares with others."),
                Flag("manifests", "Tell of each image's manifests."),
                Text("filter", "Below API 1.41: the one name to look for."),
            ],
            Answers = [Json<List<ImageSummary>>(200, "The images.")],
        },
        new("ImageCreate", "Pull or import an image",
            "With `fromSrc=-` the body, a tar of a root file system, becomes an image of one layer. "
            + "With `fromImage` an image is pulled: one tag or digest, or every tag when none is named.")
        {
            Parameters =
            [
                Text("fromImage", "The image to pull.", "busybox"),
                Text("fromSrc", "`-`: import the body. Otherwise the address of what to import, which the engine downloads.", "-"),
                Text("repo", "The name of the imported image.", "busybox"),
                Text("tag", "The tag of the imported image, or of the image to pull.", "latest"),
                Text("message", "The comment in the history."),
                List("changes", "Dockerfile instructions to apply, such as `CMD [\"sh\"]`."),
                Text("platform", "`os[/arch[/variant]]`; this machine's when it is missing.", "linux/amd64"),
                RegistryAuth,
            ],
            Body = new("application/x-tar", "The root file system, which may be compressed by gzip, bzip2, xz or zstd.", IsRequired: false),
            Answers =
            [
                Json<ProgressMessage>(200, Lines, """{"status": "sha256:d477b3fe1404cccf60c1cc65eee45cfb42b7e80c3278785bee01f5be1dd531aa"}"""),
                Error(404, "The registry has no such image, or not for everyone; there is nothing at the address."),
            ],
        },
        new("ImageLoad", "Load images", "From a tar as `docker save` writes it, in Docker's layout or OCI's. " + Lines)
        {
            Parameters = [Text("platform", "The platform, as a JSON object, whose manifest alone is loaded; otherwise all that is there.", Amd64)],
            Body = BodyText.Tar("The images, which may be compressed by gzip, bzip2, xz or zstd."),
            Answers =
            [
                Json<ProgressMessage>(200, "What was loaded.", """{"stream": "Loaded image: busybox:latest\n"}"""),
            ],
        },
        new("ImageGet", "Save an image",
            "As one tar that is an OCI image layout and has Docker's `manifest.json` too. A name without a tag means every tag of its "
            + "repository; an image asked for by its id gets no name. Content comes as it is in the store, each blob once.")
        {
            Parameters = [SavedPlatform],
            Answers = [Stream(200, "application/x-tar", "The tar."), Error(404, "There is no such image, or content of it is missing.")],
        },
        new("ImageGetAll", "Save images", "Several in one tar, as for one. Layers they share are in it once.")
        {
            Parameters = [List("names", "Names and ids, at least one."), SavedPlatform],
            Answers =
            [
                Stream(200, "application/x-tar", "The tar."), Error(400, "No name was given."),
                Error(404, "There is no such image, or content of it is missing."),
            ],
        },
        new("ImageInspect", "Inspect an image", "Everything that is known about one image.")
        {
            Parameters = [Flag("manifests", "Tell of its manifests."), Platform],
            Answers = [Json<ImageInspect>(200, "The image."), Error(400, "Both `manifests` and a platform were asked for."), Error(404, "There is no such image, or not for the platform.")],
        },
        new("ImageHistory", "Read the history of an image", "How its layers came to be, the last one first.")
        {
            Parameters = [Platform],
            Answers = [Json<List<ImageHistoryItem>>(200, "The steps."), Error(404, "There is no such image, or not for the platform.")],
        },
        new("ImageTag", "Tag an image", "Gives it another name; a name that another image has moves over.")
        {
            Parameters = [Text("repo", "The name.", "registry.example.com/team/app"), Text("tag", "The tag.", "1.0", "latest")],
            Answers = [Empty(201, "It has the name.")],
        },
        new("ImageDelete", "Remove an image",
            "By a name, that name is removed, and the image when it was the last one. By an id, the image with all its names.")
        {
            Parameters =
            [
                Flag("force", "Also when stopped containers use it, or when it has several names."),
                List("platforms", "Platforms, each a JSON object, whose part of the image alone is removed; with the last part goes the image."),
            ],
            Answers =
            [
                Json<List<ImageDeleteItem>>(200, "What was removed.",
                    """[{"Untagged": "busybox:latest"}, {"Deleted": "sha256:956b94b36acef87b0baf62c0b64cdeee6aa10c29d04983e5f6fe8de3134c9251"}]"""),
                Error(409, "A container uses it, or it has several names."),
            ],
        },
        new("ImagePrune", "Remove unused images", "Images without a name, or with `dangling=false` all that no container uses.")
        {
            Parameters = [Text("filters", "A JSON object of lists. Keys: `dangling`, `label`, `label!`, `until`.", """{"dangling":["false"]}""")],
            Answers = [Json<ImagePruneResponse>(200, "What was removed."), Error(409, "Another prune is under way.")],
        },
        new("ImagePush", "Push an image", "To the registry its name tells of: one tag, or every tag that is here. " + Lines)
        {
            Parameters =
            [
                Text("tag", "The tag; without one all are pushed.", "latest"),
                Text("platform", "The platform, as a JSON object, whose manifest alone is pushed.", Amd64),
                RegistryAuth,
            ],
            Answers =
            [
                Json<ProgressMessage>(200, "What happens. `aux` has the digest of each tag.",
                    """{"progressDetail": {}, "aux": {"Tag": "latest", "Digest": "sha256:34381847388e907c5485b65c8d7ef46e7d6aff3e5ddfd04426be916b4184c863", "Size": 527}}"""),
            ],
        },
        new("ImageSearch", "Search for images", "On Docker Hub, or at a registry that has the old search.")
        {
            Parameters =
            [
                Text("term", "What to look for; `registry.example.com/term` asks that registry.", "busybox"),
                Number("limit", "How many, from 1 to 100.", 10, 25),
                Text("filters", "A JSON object of lists. Keys: `is-automated`, `is-official`, `stars`.", """{"is-official":["true"]}"""),
                RegistryAuth,
            ],
            Answers = [Json<List<ImageSearchItem>>(200, "What was found.")],
        },
        new("DistributionInspect", "Ask a registry about an image", "Its digest and its platforms, without pulling it.")
        {
            Parameters = [RegistryAuth],
            Answers =
            [
                Json<DistributionInspect>(200, "What the registry has."),
                Error(404, "The registry has no such image, or not for everyone; there is nothing at the address."),
            ],
        },
        new("ImageCommit", "Make an image of a container", "Its file system becomes a layer on its image; the container may run.")
        {
            Parameters =
            [
                Text("container", "The container.", "web"),
                Text("repo", "The name of the image; without one it has none.", "web-snapshot"),
                Text("tag", "Its tag.", "1.0", "latest"),
                Text("comment", "The comment in the history."),
                Text("author", "Who made it.", "Ada Lovelace <ada@example.com>"),
                Flag("pause", "Pause the container meanwhile.", true),
                List("changes", "Dockerfile instructions to apply, such as `CMD [\"sh\"]`."),
            ],
            Body = BodyText.Json<ContainerConfig>("What to change of the container's configuration.", """{"Cmd": ["sh"], "Labels": {"tier": "front"}}""", required: false),
            Answers = [Json<ContainerCommitResponse>(201, "The image."), Error(404, "There is no such container."), Error(409, "Its state forbids it.")],
        },
    ];
}
