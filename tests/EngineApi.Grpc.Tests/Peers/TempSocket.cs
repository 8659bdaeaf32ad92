namespace EngineApi.Grpc.Tests.Peers;

/// <summary>A socket path in a directory of its own, which goes away with it. Short: a unix socket's path has 107 bytes.</summary>
public sealed class TempSocket : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("grpc-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "peer.sock");

    public void Dispose() => _directory.Delete(recursive: true);
}
