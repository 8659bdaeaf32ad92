using System.Globalization;
using System.Text.Json.Nodes;
using EngineApi.Linux;
using EngineApi.Linux.Cgroups;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker stats</c> beside what the container's cgroup says.</summary>
public sealed class StatsTests(EngineProcess engine)
{
    private static readonly CgroupMounts s_cgroups = CgroupMounts.Read();

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task The_figures_are_those_of_the_cgroup()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--name", name, "--memory", "64m", "--pids-limit", "50", BusyboxImage.Name, "sh", "-c", "sleep 1000 & exec sleep 1000");
        await Eventually.BecomesTrueAsync(() => Counter(id, "pids", "pids.current") == 2);
        var line = await _docker.OkAsync("stats", "--no-stream", "--format", "{{.Name}}|{{.ID}}|{{.PIDs}}|{{.MemUsage}}", name);
        var fields = line.Split('|');
        Assert.Equal((name, id[..12]), (fields[0], fields[1]));
        Assert.Equal(Counter(id, "pids", "pids.current"), ulong.Parse(fields[2], CultureInfo.InvariantCulture));
        Assert.EndsWith(" / 64MiB", fields[3]);

        var sample = JsonNode.Parse(await engine.Http.GetStringAsync(new Uri($"/v1.51/containers/{name}/stats?stream=0&one-shot=1", UriKind.Relative)))!;
        Assert.Equal(50, (int)sample["pids_stats"]!["limit"]!);
        Assert.Equal(64 << 20, (int)sample["memory_stats"]!["limit"]!);
        var (before, now) = ((ulong)sample["memory_stats"]!["usage"]!, Counter(id, "memory", s_cgroups.Version == 2 ? "memory.current" : "memory.usage_in_bytes"));
        Assert.InRange(before, now / 2, now * 2);
        if (s_cgroups.Version == 1)
            Assert.InRange((ulong)sample["cpu_stats"]!["cpu_usage"]!["total_usage"]!, 1ul, Counter(id, "cpuacct", "cpuacct.usage"));
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task A_busy_container_is_seen_to_be_busy()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "-d", "--name", name, BusyboxImage.Name, "sh", "-c", "while :; do :; done");
        await using var stats = _docker.Begin("stats", "--format", "{{.Name}} {{.CPUPerc}}", name);

        // The first line is of the time since its start; how busy it can be depends on the others here.
        await stats.ShowsAsync(output => output.Split('\n').Count(line => Percent(line, name) > 1) >= 2, "a share of the CPU, twice");
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task A_stream_goes_on_over_a_restart_and_ends_with_the_removal()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "-d", "--name", name, BusyboxImage.Name, "sleep", "1000");
        using var answer = await engine.Http.GetAsync(new Uri($"/v1.51/containers/{name}/stats", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.NotEqual("0001-01-01T00:00:00Z", await ReadAsync());
        await _docker.OkAsync("kill", name);
        while (await ReadAsync() != "0001-01-01T00:00:00Z")
        {
            // Sent before it was killed.
        }

        await _docker.OkAsync("start", name);
        while (await ReadAsync() == "0001-01-01T00:00:00Z")
        {
            // Sent before it ran again.
        }

        await _docker.OkAsync("rm", "-f", name);
        while (await lines.ReadLineAsync() is not null)
        {
            // Sent before it was removed.
        }

        async Task<string> ReadAsync() => (string)JsonNode.Parse((await lines.ReadLineAsync())!)!["read"]!;
    }

    [Fact]
    public async Task A_stopped_container_has_used_nothing()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "--name", name, BusyboxImage.Name, "true");
        Assert.Equal($"{name} 0B / 0B 0", await _docker.OkAsync("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}} {{.PIDs}}", name));
        await _docker.OkAsync("rm", name);
    }

    private static double Percent(string line, string name)
    {
        var at = line.IndexOf(name + " ", StringComparison.Ordinal);
        var end = at < 0 ? -1 : line.IndexOf('%', at);
        return end >= 0 && double.TryParse(line.AsSpan(at + name.Length + 1, end - at - name.Length - 1), CultureInfo.InvariantCulture, out var percent) ? percent : 0;
    }

    private ulong Counter(string id, string controller, string file)
    {
        var cgroup = $"/{engine.Namespace}/{id}";
        return KernelFile.ReadNumber(Path.Combine((s_cgroups.Version == 2 ? s_cgroups.UnifiedDirectoryOf(cgroup) : s_cgroups.DirectoryOf(controller, cgroup))!, file));
    }
}
