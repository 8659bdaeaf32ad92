using System.Text.Json;
using EngineApi.Linux.Descriptors;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks;

/// <summary>The networks on disk, a file each: <c>DATA-ROOT/networks/ID.json</c>. What was written is there after a crash, whole.</summary>
public sealed class NetworkFiles(EngineOptions options, ILogger<NetworkFiles> log)
{
    private const string Temporary = ".new";

    /// <summary>Those that can be read. One that cannot is left where it is, and logged.</summary>
    public IReadOnlyList<NetworkRecord> Read()
    {
        Directory.CreateDirectory(options.NetworksRoot, EngineDirectories.OfContainers);
        foreach (var unfinished in Directory.EnumerateFiles(options.NetworksRoot, "*" + Temporary))
            File.Delete(unfinished);
        return [.. Directory.EnumerateFiles(options.NetworksRoot, "*.json").Select(TryRead).OfType<NetworkRecord>().OrderBy(network => network.Created)];
    }

    public void Write(NetworkRecord network)
    {
        var path = PathOf(network.Id);
        using (var file = new FileStream(path + Temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, network, NetworkJson.Stored.NetworkRecord);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Temporary, path, overwrite: true);
        FileDescriptor.SyncDirectory(options.NetworksRoot);
    }

    /// <summary>In order if it is gone already.</summary>
    public void Delete(string id)
    {
        File.Delete(PathOf(id));
        FileDescriptor.SyncDirectory(options.NetworksRoot);
    }

    private string PathOf(string id) => Path.Combine(options.NetworksRoot, id + ".json");

    private NetworkRecord? TryRead(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var network = JsonSerializer.Deserialize(file, NetworkJson.Stored.NetworkRecord);
            if (network is { Id.Length: 64, Name.Length: > 0, Ipam: not null } && path == PathOf(network.Id))
                return network;
            throw new JsonException("it does not describe a network");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            log.NetworkUnreadable(path, e);
            return null;
        }
    }
}
