using static EngineApi.Server.Compatibility.OperationState;

namespace EngineApi.Server.Compatibility;

/// <summary>
/// Every operation of the Engine API 1.51, and how far it is served. The one place that drives the answers to what is
/// missing, the compatibility page and its tests: whoever maps a route sets its line here to <see cref="Served"/>.
/// </summary>
internal static class ApiOperations
{
    private static readonly ApiOperation[] Containers =
    [
        new("ContainerList", "GET", "/containers/json", "listing containers", Served),
        new("ContainerCreate", "POST", "/containers/create", "creating a container", Served),
        new("ContainerInspect", "GET", "/containers/{id}/json", "inspecting a container", Served),
        new("ContainerTop", "GET", "/containers/{id}/top", "listing the processes of a container", Served),
        new("ContainerLogs", "GET", "/containers/{id}/logs", "reading the logs of a container", Served),
        new("ContainerChanges", "GET", "/containers/{id}/changes", "listing the changed files of a container", Served),
        new("ContainerExport", "GET", "/containers/{id}/export", "exporting the filesystem of a container", Served),
        new("ContainerStats", "GET", "/containers/{id}/stats", "reading the resource usage of a container", Served),
        new("ContainerResize", "POST", "/containers/{id}/resize", "resizing the terminal of a container", Served),
        new("ContainerStart", "POST", "/containers/{id}/start", "starting a container", Served),
        new("ContainerStop", "POST", "/containers/{id}/stop", "stopping a container", Served),
        new("ContainerRestart", "POST", "/containers/{id}/restart", "restarting a container", Served),
        new("ContainerKill", "POST", "/containers/{id}/kill", "sending a signal to a container", Served),
        new("ContainerUpdate", "POST", "/containers/{id}/update", "changing the limits of a container", Served),
        new("ContainerRename", "POST", "/containers/{id}/rename", "renaming a container", Served),
        new("ContainerPause", "POST", "/containers/{id}/pause", "pausing a container", Served),
        new("ContainerUnpause", "POST", "/containers/{id}/unpause", "resuming a paused container", Served),
        new("ContainerAttach", "POST", "/containers/{id}/attach", "attaching to a container", Served),
        new("ContainerAttachWebsocket", "GET", "/containers/{id}/attach/ws", "attaching to a container over a WebSocket", Served),
        new("ContainerWait", "POST", "/containers/{id}/wait", "waiting for a container", Served),
        new("ContainerDelete", "DELETE", "/containers/{id}", "removing a container", Served),
        new("ContainerArchiveInfo", "HEAD", "/containers/{id}/archive", "describing a file in a container", Served),
        new("ContainerArchive", "GET", "/containers/{id}/archive", "copying files out of a container", Served),
        new("PutContainerArchive", "PUT", "/containers/{id}/archive", "copying files into a container", Served),
        new("ContainerPrune", "POST", "/containers/prune", "removing stopped containers", Served),
        new("ContainerExec", "POST", "/containers/{id}/exec", "creating an exec", Served),
    ];

    private static readonly ApiOperation[] Images =
    [
        new("ImageList", "GET", "/images/json", "listing images", Served),
        new("ImageCreate", "POST", "/images/create", "pulling or importing an image", Served),
        new("ImageInspect", "GET", "/images/{name}/json", "inspecting an image", Served),
        new("ImageHistory", "GET", "/images/{name}/history", "reading the history of an image", Served),
        new("ImagePush", "POST", "/images/{name}/push", "pushing an image", Served),
        new("ImageTag", "POST", "/images/{name}/tag", "tagging an image", Served),
        new("ImageDelete", "DELETE", "/images/{name}", "removing an image", Served),
        new("ImageSearch", "GET", "/images/search", "searching for images", Served),
        new("ImagePrune", "POST", "/images/prune", "removing unused images", Served),
        new("ImageCommit", "POST", "/commit", "making an image of a container", Served),
        new("ImageGet", "GET", "/images/{name}/get", "saving an image", Served),
        new("ImageGetAll", "GET", "/images/get", "saving several images", Served),
        new("ImageLoad", "POST", "/images/load", "loading images", Served),
        new("DistributionInspect", "GET", "/distribution/{name}/json", "asking a registry about an image", Served),
    ];

    private static readonly ApiOperation[] Build =
    [
        new("ImageBuild", "POST", "/build", "building an image", NotYet),
        new("BuildPrune", "POST", "/build/prune", "emptying the build cache", NotYet),
        new("Session", "POST", "/session", "the interactive session of BuildKit", NotYet),
        new("Grpc", "POST", "/grpc", "BuildKit's control interface", NotYet),
    ];

    private static readonly ApiOperation[] System =
    [
        new("SystemAuth", "POST", "/auth", "checking registry credentials", Served),
        new("SystemInfo", "GET", "/info", "system information", Served),
        new("SystemVersion", "GET", "/version", "the version", Served),
        new("SystemPing", "GET", "/_ping", "the ping", Served),
        new("SystemPingHead", "HEAD", "/_ping", "the ping without a body", Served),
        new("SystemEvents", "GET", "/events", "the stream of events", Served),
        new("SystemDataUsage", "GET", "/system/df", "disk usage", Served),
    ];

    private static readonly ApiOperation[] Exec =
    [
        new("ExecStart", "POST", "/exec/{id}/start", "starting an exec", Served),
        new("ExecResize", "POST", "/exec/{id}/resize", "resizing the terminal of an exec", Served),
        new("ExecInspect", "GET", "/exec/{id}/json", "inspecting an exec", Served),
    ];

    private static readonly ApiOperation[] Volumes =
    [
        new("VolumeList", "GET", "/volumes", "listing volumes", Served),
        new("VolumeCreate", "POST", "/volumes/create", "creating a volume", Served),
        new("VolumeInspect", "GET", "/volumes/{name}", "inspecting a volume", Served),
        new("VolumeUpdate", "PUT", "/volumes/{name}", "updating a cluster volume", NeedsSwarm),
        new("VolumeDelete", "DELETE", "/volumes/{name}", "removing a volume", Served),
        new("VolumePrune", "POST", "/volumes/prune", "removing unused volumes", Served),
    ];

    private static readonly ApiOperation[] Networks =
    [
        new("NetworkList", "GET", "/networks", "listing networks", Served),
        new("NetworkInspect", "GET", "/networks/{id}", "inspecting a network", Served),
        new("NetworkDelete", "DELETE", "/networks/{id}", "removing a network", Served),
        new("NetworkCreate", "POST", "/networks/create", "creating a network", Served),
        new("NetworkConnect", "POST", "/networks/{id}/connect", "connecting a container to a network", Served),
        new("NetworkDisconnect", "POST", "/networks/{id}/disconnect", "disconnecting a container from a network", Served),
        new("NetworkPrune", "POST", "/networks/prune", "removing unused networks", Served),
    ];

    private static readonly ApiOperation[] Plugins =
    [
        new("PluginList", "GET", "/plugins", "listing plugins", Served),
        new("GetPluginPrivileges", "GET", "/plugins/privileges", "reading what a plugin may do", NotOffered),
        new("PluginPull", "POST", "/plugins/pull", "installing a plugin", NotOffered),
        new("PluginInspect", "GET", "/plugins/{name}/json", "inspecting a plugin", Served),
        new("PluginDelete", "DELETE", "/plugins/{name}", "removing a plugin", NotOffered),
        new("PluginEnable", "POST", "/plugins/{name}/enable", "enabling a plugin", NotOffered),
        new("PluginDisable", "POST", "/plugins/{name}/disable", "disabling a plugin", NotOffered),
        new("PluginUpgrade", "POST", "/plugins/{name}/upgrade", "upgrading a plugin", NotOffered),
        new("PluginCreate", "POST", "/plugins/create", "creating a plugin", NotOffered),
        new("PluginPush", "POST", "/plugins/{name}/push", "pushing a plugin", NotOffered),
        new("PluginSet", "POST", "/plugins/{name}/set", "configuring a plugin", NotOffered),
    ];

    private static readonly ApiOperation[] Swarm =
    [
        new("NodeList", "GET", "/nodes", "listing nodes", NeedsSwarm),
        new("NodeInspect", "GET", "/nodes/{id}", "inspecting a node", NeedsSwarm),
        new("NodeDelete", "DELETE", "/nodes/{id}", "removing a node", NeedsSwarm),
        new("NodeUpdate", "POST", "/nodes/{id}/update", "updating a node", NeedsSwarm),
        new("SwarmInspect", "GET", "/swarm", "inspecting the swarm", NeedsSwarm),
        new("SwarmInit", "POST", "/swarm/init", "starting a swarm", NotOffered),
        new("SwarmJoin", "POST", "/swarm/join", "joining a swarm", NotOffered),
        new("SwarmLeave", "POST", "/swarm/leave", "leaving a swarm", NeedsSwarm),
        new("SwarmUpdate", "POST", "/swarm/update", "updating the swarm", NeedsSwarm),
        new("SwarmUnlockkey", "GET", "/swarm/unlockkey", "reading the unlock key", NeedsSwarm),
        new("SwarmUnlock", "POST", "/swarm/unlock", "unlocking a manager", NeedsSwarm),
        new("ServiceList", "GET", "/services", "listing services", NeedsSwarm),
        new("ServiceCreate", "POST", "/services/create", "creating a service", NeedsSwarm),
        new("ServiceInspect", "GET", "/services/{id}", "inspecting a service", NeedsSwarm),
        new("ServiceDelete", "DELETE", "/services/{id}", "removing a service", NeedsSwarm),
        new("ServiceUpdate", "POST", "/services/{id}/update", "updating a service", NeedsSwarm),
        new("ServiceLogs", "GET", "/services/{id}/logs", "reading the logs of a service", NeedsSwarm),
        new("TaskList", "GET", "/tasks", "listing tasks", NeedsSwarm),
        new("TaskInspect", "GET", "/tasks/{id}", "inspecting a task", NeedsSwarm),
        new("TaskLogs", "GET", "/tasks/{id}/logs", "reading the logs of a task", NeedsSwarm),
        new("SecretList", "GET", "/secrets", "listing secrets", NeedsSwarm),
        new("SecretCreate", "POST", "/secrets/create", "creating a secret", NeedsSwarm),
        new("SecretInspect", "GET", "/secrets/{id}", "inspecting a secret", NeedsSwarm),
        new("SecretDelete", "DELETE", "/secrets/{id}", "removing a secret", NeedsSwarm),
        new("SecretUpdate", "POST", "/secrets/{id}/update", "updating a secret", NeedsSwarm),
        new("ConfigList", "GET", "/configs", "listing configs", NeedsSwarm),
        new("ConfigCreate", "POST", "/configs/create", "creating a config", NeedsSwarm),
        new("ConfigInspect", "GET", "/configs/{id}", "inspecting a config", NeedsSwarm),
        new("ConfigDelete", "DELETE", "/configs/{id}", "removing a config", NeedsSwarm),
        new("ConfigUpdate", "POST", "/configs/{id}/update", "updating a config", NeedsSwarm),
    ];

    public static IReadOnlyList<ApiOperation> All { get; } =
        [.. Containers, .. Images, .. Build, .. System, .. Exec, .. Volumes, .. Networks, .. Plugins, .. Swarm];
}
