using Xunit;

[assembly: AssemblyFixture(typeof(EngineApi.Clients.Tests.Ancestors.EngineToRestart))]

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>A gateway that tests may stop, kill and start: one for them all, one after the other. It begins with the first.</summary>
public sealed class EngineToRestart : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly EngineProcess _engine = new() { Options = static engine => ["--config-file", ConfigurationOf(engine)] };
    private bool _started;

    internal string Configuration => ConfigurationOf(_engine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Has the gateway for itself; it must run again at the end.</summary>
    internal async Task UseAsync(Func<Api, Task> test)
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_started)
            {
                await File.WriteAllTextAsync(Configuration, "{}");
                await _engine.InitializeAsync();
                _started = true;
            }

            await test(new Api(_engine));
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _turn.Dispose();
    }

    private static string ConfigurationOf(EngineProcess engine) => Path.Combine(engine.Root, "daemon.json");
}
