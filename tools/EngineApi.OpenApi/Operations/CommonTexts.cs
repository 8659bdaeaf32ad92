namespace EngineApi.OpenApi.Operations;

/// <summary>What is said of every operation alike.</summary>
internal static class CommonTexts
{
    /// <summary>Parameters that mean the same wherever they appear.</summary>
    public static IReadOnlyList<ParameterText> Parameters { get; } =
    [
        ParameterText.Text("name", "A name, an id, or the beginning of an id that fits nothing else.", "busybox"),
        ParameterText.Text("id", "A name, an id, or the beginning of an id that fits nothing else.", "web"),
        ParameterText.Text("filters", "A JSON object of lists, as in `{\"label\":[\"tier=front\"]}`. Values of one key are alternatives."),
        ParameterText.Text("since", "Only from this moment on: Unix seconds with or without a fraction, RFC 3339, or a duration before now (`10m`)."),
        ParameterText.Text("until", "Only up to this moment; written as `since`."),
    ];

    /// <summary>Failures any operation can have.</summary>
    public static IEnumerable<AnswerText> Answers(string path, bool hasInput)
    {
        if (hasInput) yield return AnswerText.Error(400, "A parameter, the body or the version in the path cannot be read or is not allowed; `message` says which.");
        if (path.Contains('{', StringComparison.Ordinal)) yield return AnswerText.Error(404, "There is no such object; `message` names it.");
        yield return AnswerText.Error(500, "The engine, containerd or the machine failed; `message` says at what.");
    }
}
