using System.Globalization;
using System.Text.RegularExpressions;
using EngineApi.Engine.Events;
using EngineApi.Server.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Server.Tests.Metrics;

public sealed partial class MetricsTests
{
    /// <summary>Every sample by its name and labels.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var family = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) family = line.Split(' ')[2];
            if (line.StartsWith('#')) continue;
            Assert.Matches(Sample(), line);
            Assert.StartsWith(family, line, StringComparison.Ordinal); // samples follow their family
            var space = line.LastIndexOf(' ');
            samples.Add(line[..space], double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
        }
        return samples;
    }

    [Fact]
    public async Task The_api_tells_what_it_has_done()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.SendAsync("GET", "/_ping");
        await gateway.SendAsync("GET", "/nosuch");
        await gateway.SendAsync("GET", "/nosuch");
        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync("GARBAGE\r\n\r\n");
            await client.ReadToEndAsync();
        }
        var bus = gateway.App.Services.GetRequiredService<EventBus>();
        bus.Publish("image", "tag", "x");
        using var subscription = bus.Subscribe();

        var answer = await gateway.SendAsync("GET", "/metrics");
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.Headers["Content-Type"]));
        var samples = Parse(answer.Text);
        Assert.Equal(1, samples["engineapi_http_requests_total{code=\"200\"}"]);
        Assert.Equal(2, samples["engineapi_http_requests_total{code=\"404\"}"]);
        Assert.Equal(1, samples["engineapi_http_requests_total{code=\"400\"}"]);
        Assert.Equal(1, samples["engine_daemon_events_total"]);
        Assert.Equal(1, samples["engine_daemon_events_subscribers_total"]);
        Assert.Equal(0, samples["engine_daemon_container_states_containers{state=\"running\"}"]);
        Assert.Equal(Environment.ProcessorCount, samples["engine_daemon_engine_cpus_cpus"]);
        Assert.InRange(samples["process_resident_memory_bytes"], 1 << 20, 1L << 40);
        Assert.InRange(samples["process_cpu_seconds_total"], 0.001, 1e6);
        Assert.InRange(samples["process_start_time_seconds"], 1, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        Assert.Equal(1, samples.Single(static s => s.Key.StartsWith("engine_daemon_engine_info{", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public async Task Their_own_address_has_them_alone()
    {
        await using var gateway = await TestGateway.StartAsync(adjust: static options => options with { MetricsAddress = TestGateway.AnyTcp });
        foreach (var (path, status) in new[] { ("/metrics", 200), ("/_ping", 404), ("/containers/json", 404), ("/v1.51/info", 404), ("/metrics/x", 404) })
        {
            using var client = await RawClient.ConnectAsync(gateway.TcpEndpoint);
            // Any name: scrapers know the host by whichever they like.
            await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: node7.example.com:9323\r\nConnection: close\r\n\r\n");
            var answer = Answer.Parse(await client.ReadToEndAsync());
            Assert.Equal((path, status), (path, answer.Status));
            if (status is 200) Assert.Contains("engine_daemon_events_total", Parse(answer.Text).Keys);
        }
    }

    [Fact]
    public void Actions_fall_into_buckets()
    {
        var times = new ActionTimes();
        times.Add("start", TimeSpan.FromMilliseconds(5));
        times.Add("start", TimeSpan.FromMilliseconds(300));
        times.Add("start", TimeSpan.FromMinutes(1));
        var text = new MetricsText();
        times.Write(text);
        var samples = Parse(text.ToString());
        double Bucket(string bound) => samples[$"engine_daemon_container_actions_seconds_bucket{{action=\"start\",le=\"{bound}\"}}"];
        Assert.Equal((1, 1, 2, 2, 3), (Bucket("0.005"), Bucket("0.25"), Bucket("0.5"), Bucket("10"), Bucket("+Inf")));
        Assert.Equal(60.305, samples["engine_daemon_container_actions_seconds_sum{action=\"start\"}"], 6);
        Assert.Equal(0, samples["engine_daemon_container_actions_seconds_count{action=\"create\"}"]);
    }

    [Fact]
    public void Values_of_labels_are_escaped() =>
        Assert.Equal("""os="a\\b\"c\nd" """.TrimEnd(), MetricsText.Label("os", "a\\b\"c\nd"));

    [GeneratedRegex("""^[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? [0-9+.eE-]+$""")]
    private static partial Regex Sample();
}
