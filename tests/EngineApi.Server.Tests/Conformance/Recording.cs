using System.Text;

namespace EngineApi.Server.Tests.Conformance;

/// <summary>One request to dockerd and its answer, read from <c>golden/NAME.txt</c>: the first line tells the request as curl was told it.</summary>
internal sealed record Recording(string Name, string Method, string Target, string Headers, byte[]? Body, Answer Answer)
{
    public static Recording Read(string name)
    {
        var note = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", name + ".txt")))
            .Split('\n')[0].TrimEnd();
        var options = note.Split([" -H ", " -d ", " --data-binary ", " --head", " -g"], StringSplitOptions.None);
        var request = options[0].Split(' ');
        var headers = new StringBuilder();
        byte[]? body = null;
        foreach (var option in options.Skip(1).Where(static option => option.Length > 0))
        {
            if (note.Contains(" -H " + option, StringComparison.Ordinal)) headers.Append(option).Append("\r\n");
            else if (!option.StartsWith('@')) body = Encoding.UTF8.GetBytes(option);
        }
        return new(name, request[1], request[2], headers.ToString(), body, Answer.Golden(name));
    }
}
