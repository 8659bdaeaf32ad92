using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>Whether, when and how often a container comes back by itself.</summary>
internal sealed class RestartPolicyProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task DecidesByTheExitCodeAsync()
    {
        await using var failing = await ApiContainer.StartAsync(_api, ["sh", "-c", "exit 1"], host: """ "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 2} """);
        await using var fine = await ApiContainer.StartAsync(_api, ["sh", "-c", "exit 0"], host: """ "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 2} """);
        await failing.BecomesAsync("exited");
        await fine.BecomesAsync("exited");
        Assert.Equal((2, 0), ((int)(await failing.InspectAsync())["RestartCount"]!, (int)(await fine.InspectAsync())["RestartCount"]!));
    }

    public async Task CanBeChangedAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "trap 'exit 1' USR1; echo ready; while :; do sleep 0.05; done");
        await container.SaysAsync("ready");
        var pid = await container.PidAsync();
        await container.PostAsync("/update", """{"RestartPolicy": {"Name": "on-failure"}}""");
        await Kernel.SignalAsync("USR1", await container.PidAsync()); // The engine's own signals tell the policy to stand back.
        await Eventually.BecomesTrueAsync(async () => await container.PidAsync() is var now && now != 0 && now != pid);
        await container.PostAsync("/update", """{"RestartPolicy": {"Name": "no"}}""");
        await Eventually.BecomesTrueAsync(async () => (await container.LogsAsync()).Stdout == "ready\nready\n");
        await Kernel.SignalAsync("USR1", await container.PidAsync());
        await container.BecomesAsync("exited");
    }

    /// <summary>A stop while it waits for its next start.</summary>
    public async Task IsCancelledAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, ["sh", "-c", "exit 1"], host: """ "RestartPolicy": {"Name": "always"} """);
        await container.BecomesAsync("restarting");
        await container.PostAsync("/stop");
        Assert.Equal("exited", await container.StatusAsync());
        var count = (int)(await container.InspectAsync())["RestartCount"]!;
        await container.PostAsync("/rename?name=" + Unique.Name());
        Assert.DoesNotContain("start", (await container.EventsAsync("rename")).Select(EventProofs.Action).SkipWhile(action => action != "stop"));
        Assert.Equal(count, (int)(await container.InspectAsync())["RestartCount"]!);
    }
}
