namespace EngineApi.Engine.Images.Archive;

/// <summary>One image of an archive, stored and checked, not yet named.</summary>
/// <param name="References">Full references the archive gives it, in the archive's order; empty for an untagged image.</param>
internal sealed record ArchiveImage(ImageContent Content, IReadOnlyList<string> References);
