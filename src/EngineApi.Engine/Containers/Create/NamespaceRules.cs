using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The words that the namespace modes may be.</summary>
internal static class NamespaceRules
{
    public static void Check(HostConfig hostConfig, CgroupFacts cgroup, List<string> warnings)
    {
        var pid = hostConfig.PidMode;
        if (pid is not ("" or "host" or "private") && NamespaceMode.ContainerOf(pid) is null or "")
            throw Broken("invalid PID mode: " + pid);
        var ipc = hostConfig.IpcMode;
        if (ipc is not ("none" or "host" or "private" or "shareable") && NamespaceMode.ContainerOf(ipc) is null or "")
            throw Broken("invalid IPC mode: " + ipc);
        if (hostConfig.UTSMode is not ("" or "host"))
            throw Broken("invalid UTS mode: " + hostConfig.UTSMode);
        if (hostConfig.UsernsMode is not ("" or "host"))
            throw Broken("invalid user namespace mode: " + hostConfig.UsernsMode);
        if (hostConfig.CgroupnsMode is not ("private" or "host"))
            throw Broken("invalid cgroup namespace mode: " + hostConfig.CgroupnsMode);
        if (hostConfig.CgroupnsMode == "private" && !cgroup.Namespaces)
        {
            warnings.Add("Your kernel does not support cgroup namespaces.  Cgroup namespace setting discarded.");
            hostConfig.CgroupnsMode = "host";
        }
        if (hostConfig.Isolation is not ("" or "default"))
            throw Broken($"invalid isolation '{hostConfig.Isolation}' on linux");
        if (hostConfig.Annotations?.ContainsKey("") == true)
            throw Broken("invalid Annotations: the empty string is not permitted as an annotation key");
    }
}
