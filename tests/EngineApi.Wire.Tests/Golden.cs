using System.Text;

namespace EngineApi.Wire.Tests;

/// <summary>Recorded answers of a real daemon: a note, a status line, headers, an empty line, the body.</summary>
internal static class Golden
{
    public static byte[] Body(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", name + ".txt"));
        int blank = file.AsSpan().IndexOf("\r\n\r\n"u8);
        return file[(blank + 4)..];
    }

    public static string Text(string name) => Encoding.UTF8.GetString(Body(name));

    /// <summary>The answer without the newline that ends it.</summary>
    public static string Json(string name) => Text(name).TrimEnd('\n');
}
