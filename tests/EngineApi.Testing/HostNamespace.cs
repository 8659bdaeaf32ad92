using EngineApi.Linux.Network;

namespace EngineApi.Testing;

/// <summary>
/// A network namespace that an engine of a test has for its host's: what is flushed or switched in there is nobody else's. It has no
/// interface but <c>lo</c>, no rules, and forwards nothing.
/// </summary>
public sealed class HostNamespace : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ea-net-").FullName;

    private HostNamespace()
    {
    }

    public string Path => System.IO.Path.Combine(_directory, "net");

    /// <summary>A program that goes there and becomes what follows it.</summary>
    public string[] Enter => ["nsenter", "--net=" + Path, "--"];

    public static async Task<HostNamespace> CreateAsync()
    {
        var host = new HostNamespace();
        await NetworkNamespace.CreateAsync(host.Path, Prepare);
        return host;
    }

    /// <summary>A new one in its place. The former one goes when its last process has.</summary>
    public Task RenewAsync()
    {
        NetworkNamespace.Remove(Path);
        return NetworkNamespace.CreateAsync(Path, Prepare);
    }

    /// <summary>What a file below <c>/proc/sys/net</c> says in there.</summary>
    public Task<string> SysctlAsync(string name) =>
        NetworkNamespace.RunAsync(Path, _ => File.ReadAllText("/proc/sys/net/" + name).Trim());

    /// <summary>Runs something on a thread in there; the sockets that it opens stay there.</summary>
    public Task<T> RunAsync<T>(Func<T> inside) => NetworkNamespace.RunAsync(Path, _ => inside());

    public ValueTask DisposeAsync()
    {
        NetworkNamespace.Remove(Path);
        Directory.Delete(_directory);
        return ValueTask.CompletedTask;
    }

    private static void Prepare()
    {
        using var inside = new RouteSocket();
        inside.SetUp(inside.FindLink("lo")!.Index);
        // A new namespace has what the machine has.
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "0");
        if (Directory.Exists("/proc/sys/net/ipv6"))
            File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "0");
    }
}
