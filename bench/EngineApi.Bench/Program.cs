using EngineApi.Bench;
using EngineApi.Bench.Rows;

try
{
    var options = BenchOptions.Parse(args);
    if (options is null)
    {
        Console.WriteLine(BenchOptions.Usage);
        return 0;
    }

    using var cancelled = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        cancelled.Cancel();
    };
    return await new BenchRun(options, AllRows.Create(options)).ExecuteAsync(cancelled.Token) ? 0 : 1;
}
catch (Exception e) when (e is ArgumentException or FormatException or IOException or OperationCanceledException)
{
    Console.Error.WriteLine($"engineapi-bench: {e.Message}");
    return 2;
}
