using System.Text;
using System.Text.Json.Nodes;

namespace EngineApi.Testing;

/// <summary>The smallest OCI spec that runs busybox: namespaces of its own except the network's, which no test of containerd needs.</summary>
public static class TestSpec
{
    /// <summary>A whole spec, as <c>TypedBytes.Spec</c> takes it.</summary>
    /// <param name="cgroup">The cgroup's path; by custom <c>/NAMESPACE/ID</c>, so that <see cref="LeftBehind"/> finds it.</param>
    /// <param name="terminal">With a pseudo terminal.</param>
    /// <param name="args">The command line.</param>
    public static byte[] Json(string cgroup, bool terminal, params string[] args) => Bytes(new JsonObject
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = ProcessObject(terminal, args),
        ["root"] = new JsonObject { ["path"] = "rootfs" },
        ["hostname"] = "test",
        ["mounts"] = new JsonArray(
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = cgroup,
            ["namespaces"] = new JsonArray(Namespace("pid"), Namespace("ipc"), Namespace("uts"), Namespace("mount")),
        },
    });

    /// <summary>An exec's process, as <c>TaskHandle.ExecAsync</c> takes it.</summary>
    public static byte[] Process(bool terminal, params string[] args) => Bytes(ProcessObject(terminal, args));

    private static JsonObject ProcessObject(bool terminal, string[] args) => new()
    {
        ["terminal"] = terminal,
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
        ["args"] = new JsonArray([.. args.Select(argument => (JsonNode)argument)]),
        ["env"] = new JsonArray("PATH=/bin", "TERM=xterm"),
        ["cwd"] = "/",
        ["capabilities"] = new JsonObject
        {
            ["bounding"] = new JsonArray("CAP_KILL"),
            ["effective"] = new JsonArray("CAP_KILL"),
            ["permitted"] = new JsonArray("CAP_KILL"),
        },
    };

    private static JsonObject Mount(string destination, string type, string source, params string[] options) => new()
    {
        ["destination"] = destination,
        ["type"] = type,
        ["source"] = source,
        ["options"] = new JsonArray([.. options.Select(option => (JsonNode)option)]),
    };

    private static JsonObject Namespace(string type) => new() { ["type"] = type };

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
