using EngineApi.Wire.Containers;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class ContainerFileTexts
{
    private static readonly (string Name, string Description) Stat =
        ("X-Docker-Container-Path-Stat", "The file's name, size, mode, time and link target, as JSON in base64.");

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("ContainerChanges", "List the changed files of a container", "What differs from its image.")
        {
            Answers =
            [
                Json<List<FilesystemChange>>(200, "`Kind` is 0 for changed, 1 for added, 2 for deleted; null when nothing differs.", """[{"Path": "/tmp", "Kind": 0}, {"Path": "/tmp/x", "Kind": 1}]"""),
            ],
        },
        new("ContainerExport", "Export the filesystem of a container", "As one tar, without what is mounted in it.")
        {
            Answers = [Stream(200, "application/octet-stream", "The tar.")],
        },
        new("ContainerArchiveInfo", "Describe a file in a container", "Answers with a header only.")
        {
            Parameters = [Text("path", "The path in the container.", "/etc/passwd")],
            Answers = [Empty(200, "It is there.") with { Header = Stat }],
        },
        new("ContainerArchive", "Copy files out of a container", "A file, or a directory with all in it.")
        {
            Parameters = [Text("path", "The path in the container.", "/etc")],
            Answers = [Stream(200, "application/x-tar", "A tar whose one top entry is the file or the directory.") with { Header = Stat }],
        },
        new("PutContainerArchive", "Copy files into a container", "Unpacks a tar into a directory of the container, which may be running or not.")
        {
            Parameters =
            [
                Text("path", "The directory in the container.", "/tmp"),
                Flag("noOverwriteDirNonDir", "Refuse to put a directory in place of something else, and the other way round."),
                Flag("copyUIDGID", "Give what is unpacked to the container's user instead of the owners that the tar tells."),
            ],
            Body = BodyText.Tar("A tar, which may be compressed by gzip, bzip2, xz or zstd."),
            Answers = [Empty(200, "It is unpacked."), Error(403, "The place is read-only.")],
        },
    ];
}
