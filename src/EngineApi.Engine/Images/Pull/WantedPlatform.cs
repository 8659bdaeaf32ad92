using System.Text.Json;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire;

namespace EngineApi.Engine.Images.Pull;

/// <summary>The platform an image is wanted for, and how well others serve it.</summary>
public sealed record WantedPlatform(string Os, string Architecture, string Variant)
{
    /// <summary>This machine.</summary>
    public static WantedPlatform Host { get; } = new(HostPlatform.Os, HostPlatform.Architecture, "");

    /// <param name="text"><c>os[/arch[/variant]]</c> or an architecture alone; empty means this machine.</param>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static WantedPlatform Parse(string text) => text.ToLowerInvariant().Split('/') switch
    {
        [""] => Host,
        [HostPlatform.Os] => Host,
        [{ Length: > 0 } architecture] => Of(HostPlatform.Os, architecture, ""),
        [{ Length: > 0 } os, { Length: > 0 } architecture] => Of(os, architecture, ""),
        [{ Length: > 0 } os, { Length: > 0 } architecture, { Length: > 0 } variant] => Of(os, architecture, variant),
        _ => throw EngineException.InvalidParameter($"invalid platform \"{text}\": expected os[/arch[/variant]]"),
    };

    /// <summary>Reads a platform in JSON, as newer parameters have it: <c>{"os":"linux","architecture":"arm64"}</c>.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static WantedPlatform? ParseJson(string json)
    {
        if (json.Length == 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, WireJson.Default.OciPlatform) is { Os.Length: > 0, Architecture.Length: > 0 } platform
                ? Of(platform.Os, platform.Architecture, platform.Variant ?? "")
                : throw EngineException.InvalidParameter("invalid platform: both OS and Architecture must be provided");
        }
        catch (JsonException e)
        {
            throw EngineException.InvalidParameter("failed to parse platform", e);
        }
    }

    /// <summary>How well a manifest serves; lower is better, null is not at all.</summary>
    public int? Rank(OciPlatform? platform)
    {
        if (platform is null)
            return 100;
        if (platform.Os != Os)
            return null;
        var (architecture, variant) = Normalize(platform.Architecture, platform.Variant ?? "");
        if (architecture == Architecture)
            return RankVariant(variant);
        // A processor that runs the newer runs the older, if there is nothing better.
        return (Architecture, architecture) is ("amd64", "386") or ("arm64", "arm") ? 50 + Level("v8") - Level(variant) : null;
    }

    /// <summary>Whether an image with this configuration serves at all.</summary>
    public bool Accepts(OciImageConfig image) => Rank(new(image.Architecture ?? "", image.Os ?? "") { Variant = image.Variant }) is not null;

    /// <exception cref="EngineException">NotFound: it is for another platform.</exception>
    public void MustAccept(ImageContent image)
    {
        if (!Accepts(image.Document))
            throw EngineException.NotFound($"the image {image.Id} is here for {image.Document.Os}/{image.Document.Architecture}, and not for {this}");
    }

    public override string ToString() => Variant.Length == 0 ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private int? RankVariant(string variant)
    {
        var (_, own) = Normalize(Architecture, Variant);
        if (variant == own)
            return 0;
        var (wanted, offered) = (Level(own), Level(variant));
        // Nothing asked for and nothing known of the machine: the plainest is the safest.
        if (own.Length == 0)
            return 1 + offered;
        return offered <= wanted ? 1 + wanted - offered : null;
    }

    private static WantedPlatform Of(string os, string architecture, string variant)
    {
        var (name, normal) = Normalize(architecture, variant);
        return new(os, name, normal);
    }

    /// <summary>Other names of the same, and the variant that everyone means who names none.</summary>
    private static (string Architecture, string Variant) Normalize(string architecture, string variant) => (architecture, variant) switch
    {
        ("x86_64" or "x86-64" or "amd64", "" or "v1") => ("amd64", ""),
        ("aarch64" or "arm64", "" or "8" or "v8") => ("arm64", ""),
        ("i386" or "i486" or "i586" or "i686", _) => ("386", ""),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "5" or "6" or "7" or "8") => ("arm", "v" + variant),
        _ => (architecture, variant),
    };

    private static int Level(string variant) => variant.Length == 2 && variant[0] == 'v' && char.IsAsciiDigit(variant[1]) ? variant[1] - '0' : 0;
}
