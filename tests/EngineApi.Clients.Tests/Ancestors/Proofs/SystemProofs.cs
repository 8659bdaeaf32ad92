using System.Diagnostics;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>What there is to know of the engine and its containerd.</summary>
internal sealed class SystemProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task ContainerdsVersionIsToldAsync()
    {
        using var containerd = Process.Start(new ProcessStartInfo("containerd", "--version") { RedirectStandardOutput = true })!;
        var said = (await containerd.StandardOutput.ReadToEndAsync()).Split(' ');
        var component = (await _api.GetAsync("/version"))!["Components"]!.AsArray().Single(one => (string)one!["Name"]! == "containerd")!;
        Assert.Contains((string)component["Version"]!, said);
    }

    public async Task ContainerdIsTheEnginesOwnAsync()
    {
        var status = (await _api.GetAsync("/info"))!["DriverStatus"]!.AsArray().Select(pair => ((string)pair![0]!, (string)pair[1]!));
        Assert.Contains(status, pair => pair.Item2.Contains("managed", StringComparison.Ordinal));
        Assert.Equal(200, (await _api.AnswerAsync(HttpMethod.Get, "/healthz", null)).Status);
    }
}
