using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>One thing that is measured. A round measures it once on each engine.</summary>
internal abstract class Row(string key, string title)
{
    public string Key => key;

    public string Title => title;

    /// <param name="asked">What the command line says.</param>
    public virtual int Rounds(int asked) => asked;

    /// <summary>Whether the engine has to have the image of busybox. Those that need it come after those that do not.</summary>
    public virtual bool NeedsImage => true;

    /// <summary>False: it cannot be measured on this engine, for want of something on the command line.</summary>
    public virtual bool Applies(MeasuredEngine engine) => true;

    public virtual Task PrepareAsync(MeasuredEngine engine, CancellationToken cancellationToken) => Task.CompletedTask;

    public abstract Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken);

    public virtual Task CleanUpAsync(MeasuredEngine engine, CancellationToken cancellationToken) => Task.CompletedTask;

    protected static Figure CpuMilliseconds(Usage usage, double times, string name = "engine CPU") =>
        new(name, "ms", usage.Cpu * 1e3 / times);

    protected static async Task<string> RunAsync(MeasuredEngine engine, ContainerSettings settings, CancellationToken cancellationToken)
    {
        var id = await engine.Api.CreateAsync(settings, cancellationToken);
        await engine.Api.StartAsync(id, cancellationToken);
        return id;
    }
}
