using System.Text.RegularExpressions;
using EngineApi.Engine.Oci;
using EngineApi.Linux.Devices;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Device nodes of a container and the cgroup rules that let it use them.</summary>
internal static partial class SpecDevices
{
    // What the runtime mounts or makes under /dev itself, or what belongs to other containers.
    private static readonly string[] NotHandedOn = ["/dev/pts/", "/dev/shm/", "/dev/fd/", "/dev/mqueue/", "/dev/.lxc/", "/dev/.lxd-mounts/", "/dev/.udev/"];

    private static readonly OciDeviceCgroup DenyAll = new() { Access = "rwm" };

    private static readonly OciDeviceCgroup AllowAll = new() { Allow = true, Access = "rwm" };

    // zero, null, urandom, random, tty and console: the runtime makes the nodes, Docker's rules let them be used.
    private static readonly OciDeviceCgroup[] Always = [Own(1, 5), Own(1, 3), Own(1, 9), Own(1, 8), Own(5, 0), Own(5, 1)];

    /// <exception cref="EngineException">A path that is no device, or a rule that is none.</exception>
    public static (IReadOnlyList<OciDevice>? Nodes, IReadOnlyList<OciDeviceCgroup> Rules) For(HostConfig hostConfig, HostDevices host)
    {
        if (hostConfig.DeviceRequests is [var request, ..])
        {
            var wanted = string.Join(" ", (request.Capabilities ?? []).Select(all => $"[{string.Join(" ", all)}]"));
            throw EngineException.InvalidParameter($"could not select device driver \"{request.Driver}\" with capabilities: [{wanted}]");
        }

        var nodes = new List<OciDevice>();
        var rules = new List<OciDeviceCgroup>(hostConfig.Privileged ? [AllowAll] : [DenyAll, .. Always]);
        if (hostConfig.Privileged)
        {
            nodes.AddRange(host.Below("/dev")
                .Where(node => node.Type != 'p' && node.Path != "/dev/console" && !NotHandedOn.Any(prefix => node.Path.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(node => Node(node, node.Path)));
        }
        foreach (var mapping in hostConfig.Devices ?? [])
            Add(mapping, host, nodes, hostConfig.Privileged ? [] : rules);
        if (!hostConfig.Privileged)
            rules.AddRange((hostConfig.DeviceCgroupRules ?? []).Select(Rule));
        return (nodes.Count == 0 ? null : [.. nodes.DistinctBy(node => node.Path)], rules);
    }

    /// <summary>Reads a rule as <c>--device-cgroup-rule</c> takes it: <c>c 42:* rmw</c>.</summary>
    public static OciDeviceCgroup Rule(string text)
    {
        var match = RuleForm().Match(text);
        if (!match.Success)
            throw EngineException.InvalidParameter($"invalid device cgroup rule format: '{text}'");
        return new OciDeviceCgroup
        {
            Allow = true, Type = match.Groups[1].Value, Major = Number(match.Groups[2].Value), Minor = Number(match.Groups[3].Value),
            Access = match.Groups[4].Value,
        };

        static long? Number(string digits) => digits == "*" ? null : long.TryParse(digits, out var number) ? number : null;
    }

    private static void Add(DeviceMapping mapping, HostDevices host, List<OciDevice> nodes, List<OciDeviceCgroup> rules)
    {
        var source = mapping.PathOnHost;
        var target = mapping.PathInContainer.Length == 0 ? source : mapping.PathInContainer;
        IReadOnlyList<DeviceNode> found = host.Find(source) is { } one ? [one] : host.Below(source);
        found = [.. found.Where(node => node.Type != 'p')];
        if (found.Count == 0)
        {
            var why = Path.Exists(source) ? "not a device node" : "no such file or directory";
            throw EngineException.InvalidParameter($"error gathering device information while adding custom device \"{source}\": {why}");
        }
        foreach (var node in found)
        {
            nodes.Add(Node(node, target + node.Path[source.Length..]));
            rules.Add(new OciDeviceCgroup
            {
                Allow = true, Type = node.Type.ToString(), Major = node.Major, Minor = node.Minor,
                Access = mapping.CgroupPermissions.Length == 0 ? "rwm" : mapping.CgroupPermissions,
            });
        }
    }

    private static OciDeviceCgroup Own(long major, long minor) =>
        new() { Allow = true, Type = "c", Major = major, Minor = minor, Access = "rwm" };

    private static OciDevice Node(DeviceNode node, string path) => new()
    {
        Path = path, Type = node.Type.ToString(), Major = node.Major, Minor = node.Minor,
        FileMode = (uint)node.FileMode, Uid = node.UserId, Gid = node.GroupId,
    };

    [GeneratedRegex(@"^([acb]) ([0-9]+|\*):([0-9]+|\*) ([rwm]{1,3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex RuleForm();
}
