using System.Text;

namespace EngineApi.Engine;

/// <summary>Reads what a program says, which nobody has promised to be short.</summary>
internal static class BoundedText
{
    /// <returns>All of the text; null if it is longer than <paramref name="most"/> characters, of which no more is read then.</returns>
    public static async Task<string?> ReadToEndAsync(this TextReader reader, int most, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var chunk = new char[8 << 10];
        int count;
        while ((count = await reader.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (count > most - text.Length)
                return null;
            text.Append(chunk, 0, count);
        }

        return text.ToString();
    }
}
