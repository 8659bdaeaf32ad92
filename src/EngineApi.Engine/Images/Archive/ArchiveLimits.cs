namespace EngineApi.Engine.Images.Archive;

/// <summary>What an image archive may ask for; beyond it the archive is refused with one clear error.</summary>
public static class ArchiveLimits
{
    /// <summary>Bytes of one JSON document (manifest.json, index.json, a manifest, an image configuration).</summary>
    public const int Json = 4 << 20;

    /// <summary>Bytes of tar headers before one entry: its header, a long name, extended attributes.</summary>
    public const int Header = 1 << 20;

    /// <summary>Entries of one archive.</summary>
    public const int Entries = 65_536;

    /// <summary>Indexes inside indexes.</summary>
    public const int IndexDepth = 4;

    /// <summary>Links followed from one name to the file it stands for.</summary>
    public const int Links = 16;

    /// <summary>Layers of one image; overlayfs cannot stack more lower directories than fit into one page of mount options.</summary>
    public const int Layers = 512;
}
