// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>What <c>/info</c> calls ID: made once per data root and kept in its file <c>engine-id</c>.</summary>
public sealed class EngineId(EngineOptions options)
{
    private readonly Lock _gate = new();
    private string? _value;

    public string Value
    {
        get
        {
            lock (_gate) return _value ??= ReadOrCreate(Path.Combine(options.DataRoot, "engine-id"));
        }
    }

    private static string ReadOrCreate(string path)
    {
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path).Trim(), out var known)) return known.ToString();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var made = Guid.NewGuid().ToString();
        var temporary = path + ".new";
        File.WriteAllText(temporary, made);
        File.Move(temporary, path, overwrite: true);
        return made;
    }
}
