using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Addresses;
using EngineApi.Engine.Networks.Bridge;
using EngineApi.Wire;
using EngineApi.Wire.Networks;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

/// <summary>Makes a network (API: <c>NetworkCreate</c>).</summary>
/// <remarks>
/// 1. What can be refused is refused. 2. Subnets are settled, in turn with the other changes. 3. The record is written. 4. The driver
/// makes its links and rules. 5. It becomes visible and <c>create</c> is published. A failure unwinds in reverse.
/// </remarks>
public sealed class CreateNetwork(
    NetworkTable networks, NetworkDrivers drivers, DefaultPools pools, EventBus events, TimeProvider time, ILogger<CreateNetwork> log)
{
    /// <exception cref="EngineException">
    /// InvalidParameter; NotFound for the driver; Conflict for the name; Forbidden for a predefined name, a subnet that is taken or a
    /// bridge that is another network's.
    /// </exception>
    public async Task<NetworkCreateResponse> ExecuteAsync(NetworkCreateRequest request, CancellationToken cancellationToken)
    {
        NetworkRules.Check(request);
        var driver = drivers.Get(request.Driver.Length == 0 ? PredefinedNetworks.Bridge : request.Driver);
        var network = await networks.Changes.RunAsync(() => CreateAsync(request, driver), cancellationToken);
        events.PublishNetwork(network, "create");
        return new() { Id = network.Id, Warning = "" };
    }

    private async Task<NetworkRecord> CreateAsync(NetworkCreateRequest request, INetworkDriver driver)
    {
        networks.RefuseTaken(request.Name);
        if (request.ConfigOnly)
            return await KeepAsync(request);
        if (request.ConfigFrom is { Network: { Length: > 0 } model })
            request = Like(model, request);
        var network = RecordOf(request, driver.Name, Settle(request)) with
        {
            Internal = request.Internal,
            Attachable = request.Attachable,
            HasGivenSubnets = request.IPAM?.Config is { Count: > 0 },
            ConfigFrom = request.ConfigFrom?.Network ?? "",
        };
        if (driver.Name == PredefinedNetworks.Bridge)
            BridgeRules.Check(network);
        RefuseSharedBridge(network);
        await networks.AddAsync(network, () => MakeAsync(network, driver));
        return network;
    }

    /// <summary>A configuration-only one: it is written down, and nothing is made.</summary>
    private async Task<NetworkRecord> KeepAsync(NetworkCreateRequest request)
    {
        // Wrong is wrong now; what is free is seen when a network is made like it.
        _ = AddressPlan.Settle(request.IPAM, request.EnableIPv4 ?? true, request.EnableIPv6 ?? false, pools, [], []);
        var network = RecordOf(request, "null", request.IPAM ?? new() { Driver = "default" }) with { ConfigOnly = true };
        await networks.AddAsync(network, static () => Task.CompletedTask);
        return network;
    }

    private NetworkRecord RecordOf(NetworkCreateRequest request, string driver, IPAM ipam) => new()
    {
        Id = HexId.Create(),
        Name = request.Name,
        Created = time.GetUtcNow(),
        Driver = driver,
        EnableIPv4 = request.EnableIPv4 ?? true,
        EnableIPv6 = request.EnableIPv6 ?? false,
        Ipam = ipam,
        Options = request.Options ?? [],
        Labels = request.Labels ?? [],
    };

    private NetworkCreateRequest Like(string name, NetworkCreateRequest request)
    {
        var model = networks.All.FirstOrDefault(network => network.ConfigOnly && (network.Name == name || network.Id == name))
            ?? throw EngineException.NotFound($"configuration network \"{name}\" does not exist");
        return new()
        {
            Name = request.Name,
            Driver = request.Driver,
            EnableIPv4 = model.EnableIPv4,
            EnableIPv6 = model.EnableIPv6,
            Internal = request.Internal,
            Attachable = request.Attachable,
            IPAM = model.Ipam,
            Options = new(model.Options),
            Labels = new(model.Labels),
            ConfigFrom = new() { Network = model.Name },
        };
    }

    /// <summary>In order even if the driver fails after a part.</summary>
    private async Task MakeAsync(NetworkRecord network, INetworkDriver driver)
    {
        await using var rollback = new Rollback((step, e) => log.NetworkUndoFailed(network.Id, step, e));
        rollback.Add("links", () => driver.RemoveAsync(network, CancellationToken.None));
        await driver.EnsureAsync(network, CancellationToken.None);
        rollback.Commit();
    }

    private IPAM Settle(NetworkCreateRequest request)
    {
        // This one gives no addresses: the containers' own DHCP or the like does.
        if (request.IPAM?.Driver == "null")
            return new() { Driver = "null", Options = request.IPAM.Options, Config = [] };
        return AddressPlan.Settle(
            request.IPAM,
            request.EnableIPv4 ?? true,
            request.EnableIPv6 ?? false,
            pools,
            [.. networks.All.SelectMany(AddressPlan.SubnetsOf)],
            HostRoutes.Read());
    }

    private void RefuseSharedBridge(NetworkRecord network)
    {
        if (!network.Options.TryGetValue(BridgeSettings.NameOption, out var bridge) || bridge.Length == 0)
            return;
        if (networks.All.FirstOrDefault(other => !other.ConfigOnly && other.Options.GetValueOrDefault(BridgeSettings.NameOption) == bridge) is { } owner)
        {
            throw new EngineException(
                ErrorKind.Forbidden,
                $"cannot create network {network.Id} ({bridge}): conflicts with network {owner.Id} ({bridge}): networks have same bridge name");
        }
    }
}
