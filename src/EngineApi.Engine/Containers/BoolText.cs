namespace EngineApi.Engine.Containers;

/// <summary>Booleans in options, where a word that is neither is an error: the spellings of Go's strconv.ParseBool.</summary>
internal static class BoolText
{
    public static bool TryParse(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }
}
