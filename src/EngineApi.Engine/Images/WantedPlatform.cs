using System.Text.Json;
using EngineApi.Engine.Images.Format;
using EngineApi.Wire;

namespace EngineApi.Engine.Images;

/// <summary>The platform an image is wanted for, and how well others serve it.</summary>
public sealed record WantedPlatform(Platform Platform)
{
    /// <summary>This machine.</summary>
    public static WantedPlatform Host { get; } = new(Platform.Host);

    /// <param name="text"><c>os[/arch[/variant]]</c> or an architecture alone; empty means this machine.</param>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static WantedPlatform Parse(string text) => text.Length == 0 ? Host : new(Input.Read(() => Platform.Parse(text)));

    /// <summary>Reads a platform in JSON, as newer parameters have it: <c>{"os":"linux","architecture":"arm64"}</c>.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static WantedPlatform? ParseJson(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, WireJson.Default.OciPlatform) switch
            {
                { Os.Length: > 0, Architecture.Length: > 0 } platform => new(Platform.Of(platform.Os, platform.Architecture, platform.Variant ?? "")),
                { Os.Length: 0, Architecture.Length: 0 } platform when platform.Variant is not null || platform.OsVersion is not null || platform.OsFeatures is not null =>
                    throw EngineException.InvalidParameter("optional platform fields provided, but OS and Architecture are missing"),
                _ => throw EngineException.InvalidParameter("both OS and Architecture must be provided"),
            };
        }
        catch (JsonException e)
        {
            throw EngineException.InvalidParameter($"failed to parse platform: {e.Message}", e);
        }
    }

    /// <summary>How well a manifest serves; lower is better, null is not at all.</summary>
    public int? Rank(OciPlatform? platform)
    {
        if (platform is null)
            return 100;
        var offered = Normal(platform);
        if (offered.Os != Platform.Os)
            return null;
        if (offered.Architecture == Platform.Architecture)
            return RankVariant(offered.Variant);
        // A processor that runs the newer runs the older, if there is nothing better.
        return (Platform.Architecture, offered.Architecture) is ("amd64", "386") or ("arm64", "arm") ? 50 + Level("v8") - Level(offered.Variant) : null;
    }

    /// <summary>The manifest, or index, that serves best; null when none does.</summary>
    public OciDescriptor? BestOf(IEnumerable<OciDescriptor> offered) => offered
        .Select(descriptor => (Descriptor: descriptor, Rank: Rank(descriptor.Platform)))
        .Where(candidate => candidate.Rank is not null)
        .OrderBy(candidate => candidate.Rank)
        .Select(candidate => candidate.Descriptor)
        .FirstOrDefault();

    /// <summary>Whether it is this platform, and not only one that this one can run. Many an image for ARM does not say for which.</summary>
    public bool Is(OciPlatform offered) =>
        Normal(offered) == Platform
        || (Platform.Architecture == "arm" && string.IsNullOrEmpty(offered.Variant) && Normal(offered) is { Architecture: "arm" } normal && normal.Os == Platform.Os);

    /// <summary>An image is here, but not for this platform.</summary>
    /// <param name="reference">What was asked for.</param>
    public EngineException NotProvidedBy(string reference) =>
        EngineException.NotFound($"image with reference {reference} was found but does not provide the specified platform ({this})");

    public override string ToString() => Platform.ToString();

    private static Platform Normal(OciPlatform platform) => Platform.Of(platform.Os, platform.Architecture, platform.Variant ?? "");

    private int? RankVariant(string offered)
    {
        if (offered == Platform.Variant)
            return 0;
        // Nothing asked for and nothing known of the machine: the plainest is the safest.
        if (Platform.Variant.Length == 0)
            return 1 + Level(offered);
        var wanted = Level(Platform.Variant);
        return Level(offered) <= wanted ? 1 + wanted - Level(offered) : null;
    }

    private static int Level(string variant) => variant.Length == 2 && variant[0] == 'v' && char.IsAsciiDigit(variant[1]) ? variant[1] - '0' : 0;
}
