using EngineApi.Engine.Containers.Health;
using System.Globalization;
using EngineApi.Engine.Images;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>The filters of <c>GET /containers/json</c>, checked once and then asked about each container.</summary>
internal sealed class ContainerFilter
{
    private static readonly string[] Known =
    [
        "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network", "publish",
        "since", "status", "volume",
    ];

    private readonly Filters _filters;
    private readonly IReadOnlyCollection<int> _exited;
    private readonly IReadOnlySet<string>? _ancestors;
    private readonly DateTimeOffset? _before;
    private readonly DateTimeOffset? _since;

    private ContainerFilter(
        Filters filters, IReadOnlyCollection<int> exited, IReadOnlySet<string>? ancestors, DateTimeOffset? before, DateTimeOffset? since) =>
        (_filters, _exited, _ancestors, _before, _since) = (filters, exited, ancestors, before, since);

    /// <summary>Asking for a status asks for all containers, running or not.</summary>
    public bool NamesStatus => _filters.Has("status");

    /// <exception cref="EngineException">InvalidParameter for an unknown filter or value; NotFound for a container it names.</exception>
    public static async Task<ContainerFilter> ParseAsync(
        string? json, ContainerTable containers, ResolveImage images, CancellationToken cancellationToken)
    {
        var filters = Input.Read(() => Filters.Parse(json));
        Input.Check(() => filters.Validate(Known));
        Input.Read(() => filters.Bool("is-task", whenAbsent: false));
        List<int> exited = [];
        foreach (var code in filters["exited"])
        {
            exited.Add(int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Invalid("exited", code));
        }

        foreach (var status in filters["status"])
        {
            if (!Enum.GetValues<ContainerStatus>().Any(known => known.ToApi() == status))
                throw Invalid("status", status);
        }

        foreach (var health in filters["health"])
        {
            if (health is not ("starting" or "healthy" or "unhealthy" or "none"))
                throw Invalid("health", health);
        }

        return new(
            filters,
            exited,
            filters.Has("ancestor") ? await AncestorsAsync(filters, images, cancellationToken) : null,
            filters["before"].Select(name => (DateTimeOffset?)Created(name)).Min(),
            filters["since"].Select(name => (DateTimeOffset?)Created(name)).Max());

        DateTimeOffset Created(string name) => containers.Find(name).Current.Settings.Created;
    }

    public bool Matches(ContainerSnapshot container)
    {
        var settings = container.Settings;
        return _filters.Prefix("id", container.Id)
            && (_filters.Pattern("name", container.Name) || _filters.Pattern("name", "/" + container.Name))
            && _filters.Labels("label", settings.Config.Labels)
            && _filters.Exact("status", container.Status.ToApi())
            && _filters.Exact("health", container.Health?.Status ?? HealthStatus.None)
            && !_filters.Bool("is-task", whenAbsent: false)
            && (_before is null || settings.Created < _before)
            && (_since is null || settings.Created > _since)
            && (_ancestors is null || _ancestors.Contains(settings.ImageId) || _ancestors.Contains(settings.Config.Image) || _ancestors.Contains(settings.ImageTarget ?? ""))
            && (_exited.Count == 0 || (container.Lifecycle.StartedAt is not null && !container.IsRunning && _exited.Contains(container.Lifecycle.ExitCode)))
            && (!_filters.Has("network") || ContainerNetworks.Of(container).Any(network => _filters.Exact("network", network.Key) || (network.Value.NetworkID.Length > 0 && _filters.Prefix("network", network.Value.NetworkID))))
            && (!_filters.Has("volume") || Mounts(container).Any(mount => _filters.Exact("volume", mount)))
            && (!_filters.Has("expose") || (settings.Config.ExposedPorts?.Keys ?? Enumerable.Empty<string>()).Any(port => MatchesPort("expose", port)))
            && (!_filters.Has("publish") || (settings.HostConfig.PortBindings?.Keys ?? Enumerable.Empty<string>()).Any(port => MatchesPort("publish", port)));
    }

    /// <summary>A volume filter names a volume, another source or a destination.</summary>
    private static IEnumerable<string> Mounts(ContainerSnapshot container) =>
        Containers.Mounts.ContainerMounts.Resolve(container.Settings).SelectMany(mount => new[] { mount.Name ?? mount.Source, mount.Destination });

    /// <summary><c>80</c> and <c>80/tcp</c> are the same; <c>8000-8010/udp</c> is each of them.</summary>
    private bool MatchesPort(string key, string port) => _filters[key].Any(wanted =>
    {
        var (range, protocol) = Split(wanted);
        var (number, ofPort) = Split(port);
        var ends = range.Split('-', 2);
        return protocol == ofPort
            && int.TryParse(number, out var candidate)
            && int.TryParse(ends[0], out var low)
            && int.TryParse(ends[^1], out var high)
            && candidate >= low && candidate <= high;

        static (string, string) Split(string text) =>
            text.Split('/', 2) is [var first, var second] ? (first, second) : (text, "tcp");
    });

    /// <summary>An image that is not there has no descendants: nothing matches then.</summary>
    private static async Task<IReadOnlySet<string>> AncestorsAsync(Filters filters, ResolveImage images, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in filters["ancestor"])
        {
            try
            {
                var image = await images.FindAsync(name, platform: null, cancellationToken);
                ids.Add(image.Id);
                // Containers of another platform's part of it have another id.
                ids.UnionWith(image.Names.Select(known => known.Record.Target.Digest));
            }
            catch (EngineException e) when (e.Kind == ErrorKind.NotFound)
            {
                // dockerd only warns in its own log.
            }
        }

        return ids;
    }

    private static EngineException Invalid(string key, string value) => EngineException.InvalidParameter($"invalid filter '{key}={value}'");
}
