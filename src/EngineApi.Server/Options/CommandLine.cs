using System.Diagnostics.CodeAnalysis;

namespace EngineApi.Server.Options;

/// <summary>
/// Splits arguments as dockerd's parser does: <c>--name=value</c>, <c>--name value</c>, <c>-n value</c>, <c>-nvalue</c>,
/// <c>-n=value</c>, joined short flags; a flag takes a value only after <c>=</c>.
/// </summary>
internal sealed class CommandLine(IReadOnlyList<DaemonOption> options)
{
    /// <returns>The values of each option that was given, in order.</returns>
    /// <exception cref="OptionException">An argument is no option, or lacks its value.</exception>
    public Dictionary<string, List<string>> Parse(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2) ParseLong(argument, arguments, ref index, given);
            else if (argument is ['-', not '-', ..]) ParseShort(argument, arguments, ref index, given);
            else throw new OptionException($"\"engineapi\" accepts no arguments: {argument}");
        }
        return given;
    }

    private void ParseLong(string argument, IReadOnlyList<string> arguments, ref int index, Dictionary<string, List<string>> given)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument[2..] : argument[2..equals];
        var option = options.FirstOrDefault(o => o.Name == name) ?? Refuse(name);
        if (equals >= 0) Add(given, option, argument[(equals + 1)..]);
        else if (option.Kind == OptionKind.Flag) Add(given, option, "true");
        else Add(given, option, Next(arguments, ref index) ?? throw new OptionException($"flag needs an argument: --{name}"));
    }

    private void ParseShort(string argument, IReadOnlyList<string> arguments, ref int index, Dictionary<string, List<string>> given)
    {
        for (var position = 1; position < argument.Length; position++)
        {
            var letter = argument[position];
            var rest = argument[(position + 1)..];
            var option = options.FirstOrDefault(o => o.Short == letter) ?? RefuseShort(letter, argument);
            if (option.Kind == OptionKind.Flag && rest is not ['=', ..])
            {
                Add(given, option, "true");
                continue;
            }
            if (rest.StartsWith('=')) rest = rest[1..];
            else if (rest.Length == 0)
                rest = Next(arguments, ref index) ?? throw new OptionException($"flag needs an argument: '{letter}' in {argument}");
            Add(given, option, rest);
            return;
        }
    }

    private static string? Next(IReadOnlyList<string> arguments, ref int index) =>
        index + 1 < arguments.Count ? arguments[++index] : null;

    private static void Add(Dictionary<string, List<string>> given, DaemonOption option, string value)
    {
        if (!given.TryGetValue(option.Name, out var values)) given.Add(option.Name, values = []);
        values.Add(value);
    }

    [DoesNotReturn]
    private static DaemonOption Refuse(string name) => throw new OptionException(
        UnsupportedOptions.HasFlag(name) ? $"the option --{name} is not supported by engineapi" : $"unknown flag: --{name}");

    [DoesNotReturn]
    private static DaemonOption RefuseShort(char letter, string argument) => throw new OptionException(
        UnsupportedOptions.HasShort(letter)
            ? $"the option -{letter} is not supported by engineapi"
            : $"unknown shorthand flag: '{letter}' in {argument}");
}
