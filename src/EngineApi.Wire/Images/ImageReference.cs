using System.Text.RegularExpressions;

namespace EngineApi.Wire.Images;

/// <summary>
/// The name of an image by the grammar of the distribution project: <c>[domain[:port]/]path[:tag][@digest]</c>, always held in full
/// (<c>busybox</c> is <c>docker.io/library/busybox</c>). Immutable.
/// </summary>
public sealed partial record ImageReference
{
    public const string DefaultDomain = "docker.io";
    public const string DefaultTag = "latest";
    private const int MaxNameLength = 255;
    private const string OfficialPrefix = "library/";

    private ImageReference(string domain, string path, string? tag, string? digest) => (Domain, Path, Tag, Digest) = (domain, path, tag, digest);

    /// <summary>Registry host, with its port if it has one.</summary>
    public string Domain { get; }

    /// <summary>Repository in the registry; <c>library/busybox</c> for the official busybox.</summary>
    public string Path { get; }

    public string? Tag { get; }

    /// <summary><c>sha256:…</c>.</summary>
    public string? Digest { get; }

    /// <summary><c>docker.io/library/busybox</c>.</summary>
    public string Name => Domain + "/" + Path;

    /// <summary>As people write the name: <c>busybox</c>, <c>user/app</c>, <c>host:5000/app</c>.</summary>
    public string FamiliarName
    {
        get
        {
            if (Domain != DefaultDomain) return Name;
            return Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && !Path.AsSpan(OfficialPrefix.Length).Contains('/')
                ? Path[OfficialPrefix.Length..]
                : Path;
        }
    }

    /// <summary><see cref="FamiliarName"/> with tag and digest: what the API shows.</summary>
    public string Familiar => FamiliarName + Suffix;

    /// <summary>The whole of it, as containerd's image store keys it.</summary>
    public string Canonical => Name + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>Reads a reference; nothing is added that is not there except the domain and <c>library/</c>.</summary>
    /// <exception cref="FormatException">
    /// <c>invalid reference format</c>, <c>invalid reference format: repository name (library/GOLD) must be lowercase</c>,
    /// <c>invalid repository name (…), cannot specify 64-byte hexadecimal strings</c>, and digest errors.
    /// </exception>
    public static ImageReference Parse(string text)
    {
        if (HexId().IsMatch(text)) throw new FormatException($"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings");
        var (domain, rest) = SplitDomain(text);
        int tag = rest.IndexOf(':', StringComparison.Ordinal);
        string repository = tag < 0 ? rest : rest[..tag];
        if (repository.Any(char.IsUpper))
        {
            // With a digest and no tag the algorithm stands before the colon; a name has no '@'.
            int at = repository.IndexOf('@', StringComparison.Ordinal);
            if (at < 0 || repository[..at].Any(char.IsUpper))
                throw new FormatException($"invalid reference format: repository name ({repository}) must be lowercase");
        }
        var match = Grammar().Match(domain + "/" + rest);
        if (!match.Success) throw new FormatException("invalid reference format");
        string path = match.Groups["path"].Value;
        if (path.Length > MaxNameLength) throw new FormatException($"repository name must not be more than {MaxNameLength} characters");
        string? digest = ValueOf(match, "digest");
        if (digest is not null) CheckDigest(digest);
        return new ImageReference(match.Groups["domain"].Value, path, ValueOf(match, "tag"), digest);
    }

    public static bool TryParse(string text, out ImageReference? reference)
    {
        try
        {
            reference = Parse(text);
            return true;
        }
        catch (FormatException)
        {
            reference = null;
            return false;
        }
    }

    /// <summary><c>:latest</c> added when there is neither tag nor digest.</summary>
    public ImageReference TagOrLatest() => Tag is null && Digest is null ? WithTag(DefaultTag) : this;

    /// <summary>The same repository with this tag and no digest.</summary>
    /// <exception cref="FormatException"><c>invalid tag format</c>.</exception>
    public ImageReference WithTag(string tag) =>
        TagGrammar().IsMatch(tag) ? new ImageReference(Domain, Path, tag, null) : throw new FormatException("invalid tag format");

    /// <summary>The same repository and tag with this digest.</summary>
    /// <exception cref="FormatException">It is not a digest.</exception>
    public ImageReference WithDigest(string digest)
    {
        CheckDigest(digest);
        return new ImageReference(Domain, Path, Tag, digest);
    }

    /// <summary>The repository alone.</summary>
    public ImageReference NameOnly() => new(Domain, Path, null, null);

    public override string ToString() => Familiar;

    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : text[..slash];
        bool isDomain = first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsUpper);
        string domain = isDomain ? first : DefaultDomain;
        string rest = isDomain ? text[(slash + 1)..] : text;
        if (domain == "index.docker.io") domain = DefaultDomain;
        if (domain == DefaultDomain && !rest.Contains('/', StringComparison.Ordinal)) rest = OfficialPrefix + rest;
        return (domain, rest);
    }

    private static void CheckDigest(string digest)
    {
        int colon = digest.IndexOf(':', StringComparison.Ordinal);
        var hex = digest.AsSpan(colon + 1);
        if (colon <= 0 || !DigestGrammar().IsMatch(digest)) throw new FormatException("invalid checksum digest format");
        int length = digest[..colon] switch
        {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => throw new FormatException("unsupported digest algorithm"),
        };
        if (hex.Length != length) throw new FormatException("invalid checksum digest length");
        if (hex.ContainsAnyExcept(LowerHex)) throw new FormatException("invalid checksum digest format");
    }

    private static string? ValueOf(Match match, string group) => match.Groups[group] is { Success: true, Value: var value } ? value : null;
}
