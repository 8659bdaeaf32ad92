using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EngineApi.Linux.Network;

namespace EngineApi.Testing;

/// <summary>
/// The host's network is everybody's: each engine of a test has a default bridge of its own, and what an engine leaves there (as it does
/// on purpose: a gateway that stops takes no network away) is removed at the end.
/// </summary>
public static class TestBridges
{
    /// <summary>A <c>--bip</c> that no other engine of a test has: one of 28,672 subnets of 10.0.0.0/8.</summary>
    /// <param name="unique">Eight hexadecimal digits at its end, as of <see cref="PrivateContainerd.Namespace"/>.</param>
    public static string Bip(string unique)
    {
        var number = uint.Parse(unique[^8..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return $"10.{128 + number / 256 % 112}.{number % 256}.1/24";
    }

    /// <summary>A subnet by chance, apart from those of <see cref="Bip"/>: for a network of a test.</summary>
    public static string Subnet() => $"10.{Random.Shared.Next(64, 128)}.{Random.Shared.Next(256)}.0/24";

    /// <summary>A <c>--default-address-pool</c> likewise: 64 subnets of 62 addresses.</summary>
    public static string Pool(string unique)
    {
        var number = uint.Parse(unique[^8..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return $"base=10.{16 + number / 16 % 48}.{number % 16 * 16}.0/20,size=26";
    }

    /// <summary>Removes the bridges and the rules of an engine that has ended.</summary>
    public static async Task RemoveAsync(string dataRoot, string execRoot)
    {
        var id = Path.Combine(dataRoot, "engine-id");
        // Without the mark it has never touched the host's network.
        if (!File.Exists(Path.Combine(execRoot, "firewall")) || !File.Exists(id))
        {
            return;
        }
        foreach (var program in new[] { "iptables", "ip6tables" })
        {
            await RemoveRulesAsync(program, Mark(await File.ReadAllTextAsync(id)));
        }
        using var host = new RouteSocket();
        foreach (var bridge in Directory.GetFiles(Path.Combine(dataRoot, "networks"), "*.json").Select(BridgeOf).OfType<string>())
        {
            host.RemoveLink(bridge);
        }
    }

    /// <summary>What the chains of an engine begin with.</summary>
    public static string Mark(string engineId) => "EA-" + engineId.Trim().Replace("-", "", StringComparison.Ordinal)[..8];

    /// <summary>The lines of <c>iptables-save</c> that have to do with an engine.</summary>
    public static async Task<IReadOnlyList<string>> RulesAsync(string mark, string program = "iptables") =>
        [.. (await RunAsync(program + "-save", "")).Split('\n').Where(line => line.Contains(mark, StringComparison.Ordinal))];

    /// <summary>What an administrator does who flushes everything of this engine.</summary>
    public static async Task RemoveRulesAsync(string program, string mark)
    {
        var saved = (await RunAsync(program + "-save", "")).Split('\n');
        var (table, text) = ("", new List<string>());
        foreach (var line in saved.Where(line => line.StartsWith('*') || line.Contains(mark, StringComparison.Ordinal)))
        {
            if (line.StartsWith('*'))
            {
                table = line;
            }
            else if (line.StartsWith(':'))
            {
                text.Add($"{table}\n-F {line[1..line.IndexOf(' ', StringComparison.Ordinal)]}\nCOMMIT");
            }
            else if (!line.StartsWith("-A " + mark, StringComparison.Ordinal))
            {
                text.Add($"{table}\n-D {line[3..]}\nCOMMIT");
            }
        }
        // Chains that lead to others go when those that lead to them are empty.
        var (flushes, jumps) = (text.Where(one => one.Contains("\n-F ", StringComparison.Ordinal)), text.Where(one => one.Contains("\n-D ", StringComparison.Ordinal)));
        await RunAsync(
            program + "-restore",
            string.Join('\n', [.. flushes, .. jumps, .. flushes.Select(one => one.Replace("\n-F ", "\n-X ", StringComparison.Ordinal))]) + "\n",
            "--noflush",
            "-w");
    }

    private static string? BridgeOf(string file)
    {
        using var network = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = network.RootElement;
        if (root.GetProperty("Driver").GetString() != "bridge")
        {
            return null;
        }
        return root.TryGetProperty("Options", out var options) && options.TryGetProperty("com.docker.network.bridge.name", out var name)
            ? name.GetString()
            : "br-" + root.GetProperty("Id").GetString()![..12];
    }

    private static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        if (Tools.PathOf(program) is not { } path)
        {
            return "";
        }
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed with {process.ExitCode} for\n{input}");
    }
}
