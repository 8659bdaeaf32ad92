namespace EngineApi.Engine.Networks.Firewall;

/// <summary>
/// The chains of one engine. They carry its mark in their names, so that neither dockerd nor a second engine touches them, nor we
/// theirs. All of them are in iptables' limit of 28 characters.
/// </summary>
internal sealed class FirewallChains(string engineId)
{
    /// <summary>The built-in chain of what is for others than the host.</summary>
    public const string Forwarded = "FORWARD";

    private readonly string _mark = MarkOf(engineId);

    /// <summary>What all of them begin with.</summary>
    public static string MarkOf(string engineId) => "EA-" + engineId.Replace("-", "", StringComparison.Ordinal)[..8];

    /// <summary>Of what is forwarded; goes through the three that follow, in their order.</summary>
    public string Forward => _mark + "-FWD";

    /// <summary>Closes internal networks.</summary>
    public string Internal => _mark + "-INT";

    /// <summary>What may come to a bridge; nothing else may.</summary>
    public string In => _mark + "-IN";

    /// <summary>What comes from a bridge may go out.</summary>
    public string Out => _mark + "-OUT";

    /// <summary>Of what is for the host itself.</summary>
    public string Host => _mark + "-HOST";

    /// <summary>Published ports.</summary>
    public string Ports => _mark + "-DNAT";

    /// <summary>Whose address what leaves has.</summary>
    public string Source => _mark + "-SNAT";

    public IReadOnlyList<string> OfFilter => [Forward, Internal, In, Out, Host];

    public IReadOnlyList<string> OfNat => [Ports, Source];

    /// <summary>From the built-in chains into ours: table, built-in chain, rule.</summary>
    public IReadOnlyList<FirewallJump> Jumps =>
    [
        new("filter", Forwarded, $"-j {Forward}"),
        new("filter", "INPUT", $"-j {Host}"),
        new("nat", "PREROUTING", $"-m addrtype --dst-type LOCAL -j {Ports}"),
        new("nat", "OUTPUT", $"-m addrtype --dst-type LOCAL -j {Ports}"),
        new("nat", "POSTROUTING", $"-j {Source}"),
    ];
}

/// <summary>One rule of a built-in chain that leads into one of ours.</summary>
internal sealed record FirewallJump(string Table, string Chain, string Rule);
