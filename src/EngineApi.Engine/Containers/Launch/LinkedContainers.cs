using EngineApi.Engine.Networks;

namespace EngineApi.Engine.Containers.Launch;

/// <summary><c>--link NAME:ALIAS</c>: other containers by names that only this one has for them, in its <c>/etc/hosts</c>.</summary>
public sealed class LinkedContainers(ContainerTable containers)
{
    /// <param name="endpoints">The container's own: a link reaches those on the same networks.</param>
    /// <param name="mustBeThere">At a start. Later one that is gone, or does not run any more, has no line.</param>
    /// <returns>An address and its names for each line.</returns>
    /// <exception cref="EngineException">NotFound; InvalidParameter if one on the default bridge does not run.</exception>
    public IReadOnlyList<(string Address, string Names)> Of(ContainerSettings settings, IReadOnlyDictionary<string, Endpoint> endpoints, bool mustBeThere)
    {
        var lines = new List<(string Address, string Names)>();
        foreach (var (network, asked) in Attachments.Asked(settings))
        {
            if (endpoints.Values.FirstOrDefault(one => one.NetworkName == network) is not { } own)
                continue;
            var isDefault = PredefinedNetworks.Contains(network);
            var isFirst = settings.HostConfig.NetworkMode == network || (isDefault && settings.HostConfig.NetworkMode is "" or "default");
            foreach (var link in (isFirst ? settings.HostConfig.Links ?? [] : []).Concat(asked.Links ?? []).Distinct(StringComparer.Ordinal))
                lines.AddRange(Lines(link, own.NetworkId, mustBeThere, mustRun: mustBeThere && isDefault));
        }

        return lines;
    }

    private IEnumerable<(string Address, string Names)> Lines(string link, string networkId, bool mustBeThere, bool mustRun)
    {
        var (name, alias) = Parse(link);
        if ((mustBeThere ? containers.Find(name) : containers.FindOrNull(name)) is not { Current: var other })
            return [];
        if (!other.Lifecycle.Endpoints.TryGetValue(networkId, out var endpoint))
        {
            if (mustRun && !Attachments.Asked(other.Settings).Any(one => PredefinedNetworks.Contains(one.Network)))
                throw new EngineException(ErrorKind.System, $"Cannot link to /{other.Name}, as it does not belong to the default network");
            // On other networks it may come later, as with any name.
            return mustRun ? throw EngineException.InvalidParameter($"Cannot link to a non running container: /{other.Name} AS {alias}") : [];
        }

        var names = string.Join(' ', new[] { alias, other.Settings.Config.Hostname, other.Name }.Distinct(StringComparer.Ordinal));
        return new[] { endpoint.IPv4Address, endpoint.IPv6Address }.Where(address => address.Length > 0).Select(address => (address, names));
    }

    /// <summary>The other container's name.</summary>
    internal static string NameOf(string link) => Parse(link).Name;

    /// <summary><c>db</c>, <c>db:database</c>, and as older daemons stored it <c>/db:/web/database</c>.</summary>
    internal static (string Name, string Alias) Parse(string link)
    {
        var parts = link.Split(':', 2);
        var name = parts[0].TrimStart('/');
        return (name, parts.Length == 1 ? name : parts[1][(parts[1].LastIndexOf('/') + 1)..]);
    }
}
