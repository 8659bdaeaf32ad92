namespace EngineApi.Names.Table;

/// <summary>A directory with a <see cref="NameNetworkFile"/> for each network, named by its id.</summary>
public static class NameNetworkFiles
{
    private const string Extension = ".network";

    public static string PathOf(string directory, string networkId) => Path.Combine(directory, networkId + Extension);

    /// <summary>The ids of the networks that there are files of.</summary>
    public static IReadOnlyList<string> Ids(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*" + Extension).Select(path => Path.GetFileNameWithoutExtension(path))]
        : [];

    /// <summary>All of them; what cannot be read keeps nobody else's names from being answered.</summary>
    public static (IReadOnlyList<NameNetwork> Networks, IReadOnlyList<(string File, string Reason)> Unreadable) Read(string directory)
    {
        var networks = new List<NameNetwork>();
        var unreadable = new List<(string, string)>();
        foreach (var id in Ids(directory))
        {
            try
            {
                networks.Add(NameNetworkFile.Read(File.ReadAllText(PathOf(directory, id))));
            }
            catch (FileNotFoundException)
            {
                // It was taken away meanwhile.
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                unreadable.Add((id, e.Message));
            }
        }

        return (networks, unreadable);
    }
}
