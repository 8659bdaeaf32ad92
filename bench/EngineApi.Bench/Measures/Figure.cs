namespace EngineApi.Bench.Measures;

/// <summary>One number that a row measured, for example the CPU time of an exec.</summary>
internal readonly record struct Figure(string Name, string Unit, double Value);
