using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>The gateway goes and comes back.</summary>
internal sealed class RestoreProofs(EngineToRestart engine)
{
    public Task RunningContainerIsTakenUpAgainAsync() => engine.UseAsync(async api =>
    {
        await using var container = await ApiContainer.StartAsync(api, "trap 'echo last; exit 4' TERM; echo first; while :; do sleep 0.05; done");
        await container.SaysAsync("first");
        var pid = await container.PidAsync();
        await api.Engine.KillAsync();
        Assert.True(Directory.Exists($"/proc/{pid}"));
        await api.Engine.StartAsync();
        Assert.Equal((pid, "running"), (await container.PidAsync(), await container.StatusAsync()));
        await container.PostAsync("/stop");
        Assert.Equal("first\nlast\n", (await container.LogsAsync()).Stdout);
        Assert.Equal(4, (int)(await container.StateAsync())["ExitCode"]!);
    });

    public Task ExitMeanwhileIsToldAsync() => engine.UseAsync(async api =>
    {
        await using var container = await ApiContainer.StartAsync(api, "trap 'exit 14' TERM; echo ready; while :; do sleep 0.05; done");
        await container.SaysAsync("ready");
        var pid = await container.PidAsync();
        await api.Engine.KillAsync();
        await Kernel.SignalAsync("TERM", pid);
        await Eventually.BecomesTrueAsync(() => !Directory.Exists($"/proc/{pid}"));
        await api.Engine.StartAsync();
        var died = (await container.EventsAsync("die"))[^1];
        Assert.Equal("14", (string)died["Actor"]!["Attributes"]!["exitCode"]!);
    });

    /// <summary>The gateway's own containerd ends with it, and containers do not.</summary>
    public Task OwnContainerdEndsWithTheGatewayAsync() => engine.UseAsync(async api =>
    {
        await using var container = await ApiContainer.SleepingAsync(api);
        var pid = await container.PidAsync();
        Assert.Single(Containerds(api.Engine));
        await api.Engine.TerminateAsync();
        Assert.Empty(Containerds(api.Engine));
        Assert.True(Directory.Exists($"/proc/{pid}"));
        await api.Engine.StartAsync();
        Assert.Equal("running", await container.StatusAsync());
    });

    /// <summary>A containerd that has died is started again.</summary>
    public Task OwnContainerdIsWatchedAsync() => engine.UseAsync(async api =>
    {
        await using var container = await ApiContainer.SleepingAsync(api);
        var killed = Containerds(api.Engine).Single();
        await Kernel.SignalAsync("KILL", killed);
        await Eventually.BecomesTrueAsync(() => Containerds(api.Engine) is [var another] && another != killed);
        await Eventually.BecomesTrueAsync(async () => (await api.AnswerAsync(HttpMethod.Get, "/healthz", null)).Status == 200);
        Assert.Equal((0, "works\n"), await container.ExecAsync("echo", "works"));
    });

    /// <summary>The configuration file is read again at a hangup.</summary>
    public Task OptionsChangeWhileItRunsAsync() => engine.UseAsync(async api =>
    {
        var label = "reloaded=" + Unique.Name();
        await File.WriteAllTextAsync(engine.Configuration, $$"""{"labels": ["{{label}}"]}""");
        await api.Engine.SignalAsync("HUP");
        await Eventually.BecomesTrueAsync(async () => (await api.GetAsync("/info"))!["Labels"]!.AsArray().Any(one => (string)one! == label));
        await File.WriteAllTextAsync(engine.Configuration, "{}");
        await api.Engine.SignalAsync("HUP");
        await Eventually.BecomesTrueAsync(async () => (await api.GetAsync("/info"))!["Labels"]!.AsArray().Count == 0);
    });

    /// <summary>One more gateway, on the containerd of this one: it starts none, and ends none.</summary>
    public Task ForeignContainerdIsUsedAsync() => engine.UseAsync(async api =>
    {
        var before = Containerds(api.Engine).Single();
        var second = new EngineProcess { ExternalContainerd = api.Engine.ContainerdSocket };
        try
        {
            await second.InitializeAsync();
            await using var container = await ApiContainer.StartAsync(new Api(second), "exit 3");
            Assert.Equal(3, await container.WaitAsync());
            Assert.True(await container.IsRecordedAsync());
            Assert.Empty(Containerds(second));
            Assert.Contains("external", (await new Api(second).GetAsync("/info"))!["DriverStatus"]!.ToJsonString(), StringComparison.Ordinal);
        }
        finally
        {
            await second.DisposeAsync();
        }

        Assert.Equal(before, Containerds(api.Engine).Single());
    });

    private static int[] Containerds(EngineProcess of) =>
        [.. ProcessTable.All().Where(process => process.CommandLine.Count > 0 && process.CommandLine[0].EndsWith("containerd", StringComparison.Ordinal)
            && process.CommandLine.Any(argument => argument.StartsWith(of.Root, StringComparison.Ordinal))).Select(process => process.Pid)];
}
