using System.Globalization;
using EngineApi.Engine.Events;
using EngineApi.Server.Http;
using EngineApi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngineApi.Server.Tests.Events;

/// <summary><c>GET /events</c> in its forms. The engine publishes nothing here but what the test does.</summary>
public sealed class EventEndpointsTests : IAsyncLifetime
{
    private readonly SteppedTime _time = new();
    private TestGateway _gateway = null!;

    private EventBus Bus => _gateway.App.Services.GetRequiredService<EventBus>();

    public async ValueTask InitializeAsync() =>
        _gateway = await TestGateway.StartAsync(services: services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time)));

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json, text/event-stream;q=0.9", "application/json")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("application/jsonl", "application/jsonl")]
    [InlineData("text/html;q=0.4, APPLICATION/X-NDJSON;q=0.5", "application/x-ndjson")]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("application/json;q=0.1, text/event-stream", "text/event-stream")]
    [InlineData("text/event-stream;q=0", "application/json")]
    [InlineData("image/png", "application/json")]
    [InlineData("no media type at all", "application/json")]
    public async Task The_form_is_the_one_the_client_likes_best(string? accept, string form)
    {
        Publish("start");
        var answer = await _gateway.SendAsync("GET", $"/events?since=1&until={Now}", accept is null ? "" : $"Accept: {accept}\r\n");
        Assert.Equal((200, form), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Contains("{\"status\":\"start\",", answer.Text, StringComparison.Ordinal);
        Assert.Equal(form == "text/event-stream", answer.Text.Contains("\nevent: container\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_are_the_same_whatever_they_are_called()
    {
        Publish("start", "die");
        var texts = new List<string>();
        foreach (var accept in new[] { "application/json", "application/x-ndjson", "application/jsonl" })
            texts.Add((await _gateway.SendAsync("GET", $"/events?since=1&until={Now}", $"Accept: {accept}\r\n")).Text);
        Assert.Equal(2, texts[0].Count(one => one == '\n'));
        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task Server_sent_events_have_number_type_and_json()
    {
        using var client = await FollowAsync();
        Publish("start", "die");
        var text = await client.ReadUntilAsync("id: 2\nevent: container\ndata: {\"status\":\"die\"");
        Assert.Contains("Content-Type: text/event-stream\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-cache\r\n", text, StringComparison.Ordinal);
        Assert.Contains(":\nid: 0\n\n", text, StringComparison.Ordinal);
        Assert.Contains("id: 1\nevent: container\ndata: {\"status\":\"start\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_resumes_exactly_where_it_was()
    {
        Publish("a", "b", "c", "d");
        using var client = await FollowAsync("Last-Event-ID: 2\r\n");
        Publish("e");
        var text = await client.ReadUntilAsync("\"status\":\"e\"");
        Assert.Equal(["3", "4", "5"], Ids(text));
        Assert.DoesNotContain("event: gap", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_comes_too_late_is_told_of_the_gap()
    {
        Publish([.. Enumerable.Repeat("x", EventBus.HistoryLength + 5)]);
        using var client = await FollowAsync("Last-Event-ID: 2\r\n");
        var text = await client.ReadUntilAsync($"id: {EventBus.HistoryLength + 5}\n");
        Assert.Contains("event: gap\ndata: {\"after\":2,\"completeFrom\":6}\n\n", text, StringComparison.Ordinal);
        Assert.Equal("6", Ids(text)[0]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task A_number_that_is_none_is_refused(string id)
    {
        var answer = await _gateway.SendAsync("GET", "/events", $"Accept: text/event-stream\r\nLast-Event-ID: {id}\r\n");
        Assert.Equal(400, answer.Status);
        Assert.Equal($"{{\"message\":\"invalid Last-Event-ID \\\"{id}\\\": it is to be the id of an event, a number\"}}\n", answer.Text);
    }

    [Fact]
    public async Task Times_that_make_no_sense_are_refused()
    {
        var reversed = await _gateway.SendAsync("GET", "/events?since=20&until=10");
        Assert.Equal(400, reversed.Status);
        Assert.Equal("{\"message\":\"`since` time (20) cannot be after `until` time (10)\"}\n", reversed.Text);
        var future = await _gateway.SendAsync("GET", "/events?since=4000000000", "Accept: text/event-stream\r\n");
        Assert.Equal(400, future.Status);
        Assert.Equal("{\"message\":\"`since` time (4000000000) is in the future\"}\n", future.Text);
    }

    [Fact]
    public async Task In_silence_comments_tell_that_the_connection_lives_and_where_it_is()
    {
        using var client = await FollowAsync(query: """?filters={"event":["die"]}""");
        Publish("start", "stop");
        for (var pulse = 0; pulse < 2; pulse++)
        {
            var reading = client.ReadUntilAsync(":\nid: 2\n\n");
            await Eventually.BecomesTrueAsync(() =>
            {
                _time.Advance(FeedWriter.Pulse);
                return reading.IsCompleted;
            });
            Assert.DoesNotContain("event:", await reading, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_off_and_others_go_on()
    {
        using var stuck = await FollowAsync();
        using var other = await FollowAsync();
        var big = new string('x', 20_000);
        // Far more than fits on the way to a client.
        for (var round = 0; round < 100; round++)
        {
            Bus.Publish("container", "start", big);
            await other.ReadUntilAsync($"id: {Bus.Sequence}\n");
        }

        await Eventually.BecomesTrueAsync(() =>
        {
            _time.Advance(FeedWriter.LongestStall);
            return Bus.SubscriptionCount == 1;
        });
        Publish("still");
        await other.ReadUntilAsync("\"status\":\"still\"");
    }

    [Fact]
    public async Task A_thousand_clients_hear_the_same()
    {
        var clients = new List<RawClient>();
        while (clients.Count < 1000)
        {
            // No more at once than a listener keeps waiting.
            for (var number = 0; number < 100; number++)
                clients.Add(await ConnectAsync());
            await Eventually.BecomesTrueAsync(() => Bus.SubscriptionCount == clients.Count);
        }

        Publish("start", "die");
        foreach (var client in clients)
        {
            await client.ReadUntilAsync("\"status\":\"die\"");
            client.Dispose();
        }
        await Eventually.BecomesTrueAsync(() => Bus.SubscriptionCount == 0);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private string Now => _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private void Publish(params string[] actions)
    {
        foreach (var action in actions)
            Bus.Publish("container", action, "id");
    }

    /// <summary>Returns when the subscription is there.</summary>
    private async Task<RawClient> FollowAsync(string headers = "", string query = "")
    {
        var before = Bus.SubscriptionCount;
        var client = await ConnectAsync(headers, query);
        await Eventually.BecomesTrueAsync(() => Bus.SubscriptionCount > before);
        return client;
    }

    private async Task<RawClient> ConnectAsync(string headers = "", string query = "")
    {
        var client = await _gateway.ConnectAsync();
        await client.SendAsync($"GET /events{query} HTTP/1.1\r\nHost: docker\r\nAccept: text/event-stream\r\n{headers}\r\n");
        return client;
    }

    private static string[] Ids(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => line[4..])];
}
