namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>Settings below <c>/proc/sys/net</c>, of the namespace that the calling thread is in. They are written only when they differ.</summary>
internal static class NetworkSysctls
{
    private const string Root = "/proc/sys/net/";

    /// <summary>Whether the host routes packets of a family from one interface to another.</summary>
    public static bool Forwards(bool ipv6) => Get(ForwardName(ipv6)) == "1";

    /// <summary>As dockerd does, and never taken back: somebody else may need it by now.</summary>
    public static void Forward(bool ipv6) => Set(ForwardName(ipv6), "1");

    /// <summary>Lets the host's 127.0.0.1 be routed there, for published ports; see the firewall for what that must not allow.</summary>
    public static void RouteLoopback(string link) => Set($"ipv4/conf/{link}/route_localnet", "1");

    /// <summary>Without IPv6 an interface has not even an address of its link. With it, nobody tells it what to do.</summary>
    public static void UseIPv6(string link, bool use)
    {
        if (!Directory.Exists(Root + "ipv6"))
            return;
        if (use)
        {
            Set($"ipv6/conf/{link}/accept_ra", "0");
            Set($"ipv6/conf/{link}/accept_dad", "0");
        }

        Set($"ipv6/conf/{link}/disable_ipv6", use ? "0" : "1");
    }

    /// <summary>For interfaces to come: no IPv6 unless they are told; and an interface says who it is when it comes up, for an address can have had another owner.</summary>
    public static void PrepareNamespace()
    {
        UseIPv6("default", false);
        Set("ipv4/conf/default/arp_notify", "1");
    }

    private static string ForwardName(bool ipv6) => ipv6 ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward";

    private static string Get(string name) => File.ReadAllText(Root + name).Trim();

    private static void Set(string name, string value)
    {
        if (Get(name) != value)
            File.WriteAllText(Root + name, value);
    }
}
