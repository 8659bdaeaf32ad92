namespace EngineApi.OpenApi.Operations;

/// <summary>
/// What the document says about an operation that its route and its handler's parameters cannot tell. Route, tag, the names and places
/// of parameters, and the schemas come from the code.
/// </summary>
/// <param name="Id">As in <c>ApiOperations</c>; of a route that is not Docker's, the id it gets.</param>
/// <param name="Summary">A line, without a full stop.</param>
/// <param name="Description">Sentences, in Markdown.</param>
internal sealed record OperationText(string Id, string Summary, string Description)
{
    /// <summary>Method and path, for a route that is not Docker's.</summary>
    public string Route { get; init; } = "";

    public IReadOnlyList<ParameterText> Parameters { get; init; } = [];

    public BodyText? Body { get; init; }

    /// <summary>The answers that succeed, then the failures that only this operation has. Those of all are added: see <see cref="CommonTexts"/>.</summary>
    public IReadOnlyList<AnswerText> Answers { get; init; } = [];
}

/// <summary>A parameter of the path, the query or, when <paramref name="IsHeader"/>, the head of the request.</summary>
/// <param name="Example">As JSON; null for none.</param>
/// <param name="Default">As JSON; null for none.</param>
internal sealed record ParameterText(string Name, string Description, ParameterKind Kind, string? Example, string? Default, bool IsHeader = false)
{
    public static ParameterText Text(string name, string description, string? example = null, string? @default = null) =>
        new(name, description, ParameterKind.Text, Quoted(example), Quoted(@default));

    /// <summary>Clients write it as <c>1</c> or <c>true</c>.</summary>
    public static ParameterText Flag(string name, string description, bool @default = false) =>
        new(name, description, ParameterKind.Flag, null, @default ? "true" : "false");

    public static ParameterText Number(string name, string description, int? example = null, int? @default = null) =>
        new(name, description, ParameterKind.Number, example?.ToString(), @default?.ToString());

    /// <summary>May be given several times.</summary>
    public static ParameterText List(string name, string description) => new(name, description, ParameterKind.List, null, null);

    public static ParameterText Header(string name, string description, string? example = null) =>
        new(name, description, ParameterKind.Text, Quoted(example), null, IsHeader: true);

    private static string? Quoted(string? text) => text is null ? null : System.Text.Json.JsonSerializer.Serialize(text);
}

internal enum ParameterKind
{
    Text,
    Flag,
    Number,
    List,
}

/// <param name="Type">Of a JSON body; null for bytes.</param>
/// <param name="Example">As JSON.</param>
internal sealed record BodyText(string MediaType, string Description, Type? Type = null, string? Example = null, bool IsRequired = true)
{
    public static BodyText Json<T>(string description, string? example = null, bool required = true) =>
        new("application/json", description, typeof(T), example, required);

    public static BodyText Tar(string description) => new("application/x-tar", description);
}

/// <param name="MediaType">Empty for an answer without a body.</param>
/// <param name="Type">Of a JSON answer, or of each line of a stream of JSON; null for text or bytes.</param>
internal sealed record AnswerText(int Status, string Description, string MediaType = "", Type? Type = null, string? Example = null)
{
    /// <summary>A header that tells something of its own, and what it tells.</summary>
    public (string Name, string Description)? Header { get; init; }

    public static AnswerText Json<T>(int status, string description, string? example = null) =>
        new(status, description, "application/json", typeof(T), example);

    public static AnswerText Empty(int status, string description) => new(status, description);

    public static AnswerText Stream(int status, string mediaType, string description) => new(status, description, mediaType);

    public static AnswerText Error(int status, string description) => Json<Wire.System.ErrorResponse>(status, description);
}
