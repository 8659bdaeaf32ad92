using System.Buffers;
using System.Globalization;
using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>The version prefix of a request's path; absent when there was none.</summary>
/// <param name="Text">As the client wrote it, for error messages.</param>
internal sealed record RequestedVersion(string Text, ApiVersion Version)
{
    private static readonly SearchValues<char> DigitsAndDots = SearchValues.Create("0123456789.");

    /// <summary>Splits <c>/v1.44/info</c> into the version and <c>/info</c>. A prefix that is not digits and dots is no prefix.</summary>
    public static bool TrySplit(string path, out ReadOnlySpan<char> version, out int rest)
    {
        version = default;
        rest = 0;
        if (!path.StartsWith("/v", StringComparison.Ordinal)) return false;
        var slash = path.IndexOf('/', 2);
        if (slash < 3) return false;
        version = path.AsSpan(2, slash - 2);
        rest = slash;
        return !version.ContainsAnyExcept(DigitsAndDots);
    }

    /// <summary>
    /// A part that is missing counts as 0, one that is too large saturates. Parts after the second count only where they matter:
    /// 1.51.1 is newer than 1.51, and so too new.
    /// </summary>
    public static RequestedVersion Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[3];
        var count = text.Split(parts, '.');
        var version = new ApiVersion(Part(text[parts[0]]), count > 1 ? Part(text[parts[1]]) : 0);
        if (version == Wire.ApiVersion.Max && count > 2 && text[parts[2]].ContainsAnyExcept('0', '.'))
            version = new(version.Major, version.Minor + 1);
        return new(text.ToString(), version);
    }

    private static int Part(ReadOnlySpan<char> digits) =>
        digits.IsEmpty ? 0
        : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : int.MaxValue;
}

/// <summary>For endpoints whose answer differs between versions of the API.</summary>
public static class RequestedVersionExtensions
{
    /// <summary>The version the client asked for, or the newest when its path named none.</summary>
    public static ApiVersion ApiVersion(this HttpContext context) =>
        context.Features.Get<RequestedVersion>()?.Version ?? Wire.ApiVersion.Max;
}
