using EngineApi.Wire.Containers;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class ContainerTexts
{
    private const string Signal = "A signal by name or number; without it the container's own stop signal, which is SIGTERM unless its image says otherwise.";
    private const string Grace = "Seconds until the container is killed: -1 waits for ever; without it the container's own, which is 10 unless it was created with another.";

    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("ContainerList", "List containers", "Running containers, or all of them; the newest comes first.")
        {
            Parameters =
            [
                Flag("all", "Also those that do not run."),
                Number("limit", "At most so many of the newest, running or not; 0 for all.", 10, 0),
                Flag("size", "Count the bytes of each file system, which takes time."),
                Text("filters", "A JSON object of lists. Keys: `ancestor`, `before`, `exited`, `expose`, `health`, `id`, `is-task`, `isolation`, `label`, "
                    + "`name`, `network`, `publish`, `since`, `status`, `volume`.", """{"status":["exited"]}"""),
            ],
            Answers = [Json<List<ContainerSummary>>(200, "The containers.")],
        },
        new("ContainerCreate", "Create a container",
            "Makes a container of an image that is here; it does not start it, and it does not pull. "
            + "Members left out get the defaults that inspect then shows; unknown members are ignored.")
        {
            Parameters =
            [
                Text("name", "`[a-zA-Z0-9][a-zA-Z0-9_.-]+`; one is made up when it is missing.", "web"),
                Text("platform", "`os[/arch[/variant]]` of the image to use.", "linux/amd64"),
            ],
            Body = BodyText.Json<ContainerCreateRequest>("The container.", """
                {"Image": "busybox", "Cmd": ["sh", "-c", "while true; do date; sleep 1; done"], "Env": ["TIER=front"],
                 "Labels": {"tier": "front"}, "HostConfig": {"Memory": 67108864, "AutoRemove": true, "NetworkMode": "none"}}
                """),
            Answers =
            [
                Json<ContainerCreateResponse>(201, "It is created. Warnings tell what was asked for and has no effect.",
                    """{"Id": "1853dd499917c0af03d577034657791167ec5fca48596048fdd2af1bf3145f30", "Warnings": []}"""),
                Error(404, "The image is not here."),
                Error(409, "Another container has the name."),
                Error(501, "The request needs something that is not offered yet, such as a named volume."),
            ],
        },
        new("ContainerInspect", "Inspect a container", "Everything that is known about one container.")
        {
            Parameters = [Flag("size", "Count the bytes of its file system, too: `SizeRw` and `SizeRootFs`.")],
            Answers = [Json<ContainerInspect>(200, "The container.")],
        },
        new("ContainerTop", "List the processes of a container", "Runs the host's `ps` and keeps the container's processes.")
        {
            Parameters = [Text("ps_args", "Arguments of `ps`.", "aux", "-ef")],
            Answers =
            [
                Json<ContainerTop>(200, "A row for each process.", """
                    {"Titles": ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
                     "Processes": [["root", "22165", "22104", "0", "23:10", "?", "00:00:00", "sleep 300"]]}
                    """),
                Error(409, "It does not run."),
            ],
        },
        new("ContainerStart", "Start a container", "Answers once the process runs. A body is refused.")
        {
            Parameters =
            [
                Text("checkpoint", "Go on from this checkpoint instead of starting anew. Needs CRIU where containerd runs.", "before-update"),
                Text("checkpoint-dir", "Where the checkpoint is kept, an absolute path; without it the container's own directory."),
            ],
            Answers =
            [
                Empty(204, "It runs."), Empty(304, "It ran already."),
                Error(409, "It is paused, or it is being removed."),
            ],
        },
        new("ContainerStop", "Stop a container", "Sends the stop signal, waits, and kills what is left.")
        {
            Parameters = [Text("signal", Signal, "SIGINT"), Number("t", Grace, 10)],
            Answers = [Empty(204, "It has ended."), Empty(304, "It did not run.")],
        },
        new("ContainerRestart", "Restart a container", "Stops it if it runs, and starts it.")
        {
            Parameters = [Text("signal", Signal, "SIGINT"), Number("t", Grace, 10)],
            Answers = [Empty(204, "It runs again."), Error(409, "It is paused, or it is being removed.")],
        },
        new("ContainerKill", "Send a signal to a container", "To its first process. SIGKILL, or a signal that ends it, counts as a stop by hand.")
        {
            Parameters = [Text("signal", "A signal by name or number.", "SIGHUP", "SIGKILL")],
            Answers = [Empty(204, "The signal is sent."), Error(409, "It does not run.")],
        },
        new("ContainerUpdate", "Change the limits of a container", "What is zero or left out stays as it is. A running container has the new limits at once.")
        {
            Body = BodyText.Json<ContainerUpdateRequest>("The new limits.",
                """{"Memory": 134217728, "MemorySwap": 268435456, "CpuShares": 512, "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}}"""),
            Answers =
            [
                Json<ContainerUpdateResponse>(200, "They hold.", """{"Warnings": []}"""),
                Error(409, "It is being removed, or its state forbids the change."),
            ],
        },
        new("ContainerRename", "Rename a container", "The old name is free at once.")
        {
            Parameters = [Text("name", "The new name.", "web-old")],
            Answers = [Empty(204, "It has the new name."), Error(409, "Another container has the name.")],
        },
        new("ContainerPause", "Pause a container", "Freezes all its processes, by the freezer of cgroups.")
        {
            Answers = [Empty(204, "It stands still."), Error(409, "It does not run, or is paused already.")],
        },
        new("ContainerUnpause", "Resume a paused container", "Thaws its processes.")
        {
            Answers = [Empty(204, "It goes on."), Error(500, "It is not paused, or thawing it failed.")],
        },
        new("ContainerResize", "Resize the terminal of a container", "The processes on the terminal are told by SIGWINCH.")
        {
            Parameters = [Number("h", "Rows, 0 to 65535.", 40), Number("w", "Columns, 0 to 65535.", 120)],
            Answers = [Empty(200, "The terminal has the size."), Error(409, "It does not run.")],
        },
        new("ContainerDelete", "Remove a container", "With its file system and its log.")
        {
            Parameters =
            [
                Flag("force", "Kill it first if it runs."),
                Flag("v", "Its anonymous volumes, too."),
                Flag("link", "Remove a link instead of the container. The name is that of the container with the link, a slash, and the alias."),
            ],
            Answers =
            [
                Empty(204, "It is gone."),
                Error(409, "It runs, or its removal is under way already."),
            ],
        },
        new("ContainerPrune", "Remove stopped containers", "All containers that do not run and fit the filters.")
        {
            Parameters = [Text("filters", "A JSON object of lists. Keys: `label`, `label!`, `until`.", """{"until":["24h"]}""")],
            Answers =
            [
                Json<ContainerPruneResponse>(200, "What was removed."),
                Error(409, "Another prune is under way."),
            ],
        },
    ];
}
