namespace EngineApi.Engine.Networks;

/// <summary>Several complaints in one message, as Docker lists them.</summary>
internal static class JoinedErrors
{
    public static string Of(IReadOnlyList<string> messages) => messages is [var only]
        ? only
        : string.Join('\n', messages.Select(message => "* " + message.Replace("\n", "\n\t", StringComparison.Ordinal)));
}
