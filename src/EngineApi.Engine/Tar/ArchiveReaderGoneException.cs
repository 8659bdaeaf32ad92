namespace EngineApi.Engine.Tar;

/// <summary>Whoever took an archive has left before its end. Nothing failed; there is only nobody to pack for.</summary>
public sealed class ArchiveReaderGoneException() : IOException("the reader of the archive is gone");
