namespace EngineApi.Server.Options;

/// <summary>One option: how it is written on the command line and in the file, and what it sets.</summary>
/// <param name="Name">Long form, without dashes.</param>
/// <param name="Key">In the configuration file; empty when it cannot be set there.</param>
/// <param name="Apply">Gets every value given, in order; throws <see cref="FormatException"/> with the reason for a bad one.</param>
internal sealed record DaemonOption(
    string Name,
    string Key,
    OptionKind Kind,
    string Help,
    Func<DaemonSettings, IReadOnlyList<string>, DaemonSettings> Apply)
{
    public char? Short { get; init; }
}

internal enum OptionKind
{
    /// <summary><c>--debug</c>, <c>--debug=false</c>; a JSON boolean.</summary>
    Flag,
    /// <summary>The last one counts; a JSON string or number.</summary>
    Value,
    /// <summary>Repeatable; a JSON array of strings.</summary>
    List,
    /// <summary>Repeatable <c>key=value</c>; a JSON object of strings.</summary>
    Map,
    /// <summary><c>name=path</c>; a JSON object of <c>{"path":…}</c>.</summary>
    Runtimes,
    /// <summary><c>name=soft[:hard]</c>; a JSON object of <c>{"Name","Soft","Hard"}</c>.</summary>
    Ulimits,
    /// <summary><c>base=…,size=…</c>; a JSON array of such objects.</summary>
    AddressPools,
}
