using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>References that clients and archives send, as errors of the request when they are malformed.</summary>
internal static class References
{
    /// <summary>A name for an image: <c>:latest</c> unless it has a tag; a digest cannot be chosen.</summary>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static ImageReference ParseTag(string text)
    {
        var reference = Parse(text);
        return reference.Digest is null
            ? reference.TagOrLatest()
            : throw EngineException.InvalidParameter("refusing to create a tag with a digest reference");
    }

    /// <summary>A repository and a tag from separate parameters; the tag may be empty and then may be part of the repository.</summary>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static ImageReference ParseTag(string repository, string tag)
    {
        var reference = ParseTag(repository);
        return tag.Length == 0 ? reference : Input.Read(() => reference.WithTag(tag));
    }

    public static ImageReference Parse(string text) => Input.Read(() => ImageReference.Parse(text));
}
