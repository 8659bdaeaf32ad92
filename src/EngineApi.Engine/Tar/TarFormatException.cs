namespace EngineApi.Engine.Tar;

/// <summary>A stream that is no tar, or ends too early; the message is what Docker's clients know.</summary>
public sealed class TarFormatException(string message) : Exception(message)
{
    public static TarFormatException InvalidHeader() => new("archive/tar: invalid tar header");

    public static TarFormatException TooLong() => new("archive/tar: header field too long");

    public static TarFormatException CutShort() => new("unexpected EOF");
}
