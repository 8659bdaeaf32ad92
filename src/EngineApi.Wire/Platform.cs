using System.Buffers;
using System.Runtime.InteropServices;

namespace EngineApi.Wire;

/// <summary>An operating system and an architecture as <c>os[/arch[/variant]]</c>, in Go's names: <c>linux/arm64</c>, <c>linux/arm/v7</c>.</summary>
/// <param name="Os">Lower case.</param>
/// <param name="Architecture"><c>amd64</c>, <c>arm64</c>, <c>arm</c>, <c>386</c>, …</param>
/// <param name="Variant">Empty when the architecture says it all.</param>
public readonly record struct Platform(string Os, string Architecture, string Variant = "")
{
    private const string ComponentRule = "^[A-Za-z0-9_.-]+$";

    private static readonly SearchValues<char> ComponentCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    private static readonly string[] KnownSystems =
        ["linux", "windows", "darwin", "freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "illumos", "aix", "android", "plan9", "js", "wasip1"];

    private static readonly string[] KnownArchitectures =
        ["amd64", "arm64", "arm", "386", "ppc64le", "ppc64", "s390x", "riscv64", "mips64le", "mips64", "mipsle", "mips", "loong64", "wasm", "sparc64"];

    /// <summary>The platform this process runs on.</summary>
    public static Platform Host { get; } = Of("linux", RuntimeInformation.OSArchitecture.ToString(), "");

    /// <summary>Reads and normalises a platform; what is left out is the host's.</summary>
    /// <exception cref="FormatException">Three slashes, an odd character, or one word that is neither a system nor an architecture.</exception>
    public static Platform Parse(string text)
    {
        var parts = text.Split('/');
        foreach (var part in parts)
        {
            if (part.Length == 0 || part.AsSpan().ContainsAnyExcept(ComponentCharacters))
            {
                throw new FormatException(
                    $"{GoQuote.Quote(part)} is an invalid component of {GoQuote.Quote(text)}: platform specifier component must match \"{ComponentRule}\": invalid argument");
            }
        }
        switch (parts)
        {
            case [var os, var architecture]: return Of(os, architecture, "");
            case [var os, var architecture, var variant]: return Of(os, architecture, variant);
            case [var one]:
                var asSystem = Of(one, Host.Architecture, Host.Variant);
                if (KnownSystems.Contains(asSystem.Os)) return asSystem;
                var asArchitecture = Of(Host.Os, one, "");
                if (KnownArchitectures.Contains(asArchitecture.Architecture)) return asArchitecture;
                throw new FormatException($"{GoQuote.Quote(text)}: unknown operating system or architecture: invalid argument");
            default:
                throw new FormatException($"{GoQuote.Quote(text)}: cannot parse platform specifier: invalid argument");
        }
    }

    public override string ToString() => Variant.Length == 0 ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    /// <summary>In Go's names, with the variant that everyone means who names none.</summary>
    public static Platform Of(string os, string architecture, string variant)
    {
        os = os.ToLowerInvariant();
        if (os == "macos") os = "darwin";
        variant = variant.ToLowerInvariant();
        return (architecture.ToLowerInvariant(), variant) switch
        {
            ("amd64" or "x86_64" or "x86-64" or "x64", "v1") => new Platform(os, "amd64"),
            ("amd64" or "x86_64" or "x86-64" or "x64", _) => new Platform(os, "amd64", variant),
            ("386" or "i386" or "i686" or "x86", _) => new Platform(os, "386"),
            ("arm64" or "aarch64", "8" or "v8" or "v8.0") => new Platform(os, "arm64"),
            ("arm64" or "aarch64", _) => new Platform(os, "arm64", variant),
            ("armhf", _) => new Platform(os, "arm", "v7"),
            ("armel", _) => new Platform(os, "arm", "v6"),
            ("arm", "" or "7") => new Platform(os, "arm", "v7"),
            ("arm", "5" or "6" or "8") => new Platform(os, "arm", "v" + variant),
            (var other, _) => new Platform(os, other, variant),
        };
    }
}
