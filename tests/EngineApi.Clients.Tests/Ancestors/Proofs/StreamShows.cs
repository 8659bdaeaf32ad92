using System.Text;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>Waits for a text in a body.</summary>
internal static class StreamShows
{
    public static async Task ThisAsync(Stream body, string text)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (seen, bytes) = (new StringBuilder(), new byte[4096]);
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var count = await body.ReadAsync(bytes, deadline.Token);
            if (count == 0)
                throw new EndOfStreamException($"'{text}' did not come, but: {seen}");
            seen.Append(Encoding.UTF8.GetString(bytes, 0, count));
        }
    }
}
