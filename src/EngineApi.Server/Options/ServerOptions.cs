using EngineApi.Server.Listeners;

namespace EngineApi.Server.Options;

/// <summary>What concerns the HTTP side and the process: where it listens, how it logs, how it stops.</summary>
public sealed record ServerOptions
{
    /// <summary><c>-H</c>; the unix socket of Docker's clients when none is given.</summary>
    public IReadOnlyList<HostAddress> Hosts { get; init; } = [HostAddress.Default];

    /// <summary>Group of the unix sockets, by name or number. <c>-G</c>.</summary>
    public string Group { get; init; } = DefaultGroup;

    /// <summary>Null: <c>engineapi.pid</c> under the exec root. <c>-p</c>.</summary>
    public string? PidFile { get; init; }

    /// <summary><c>--metrics-addr</c>: the metrics alone, without the API, over TCP; null for none.</summary>
    public HostAddress? MetricsAddress { get; init; }

    public TlsOptions Tls { get; init; } = new();

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary><c>text</c> or <c>json</c>.</summary>
    public string LogFormat { get; init; } = "text";

    /// <summary>The default one is used when it exists and passed over when it does not; another one must exist.</summary>
    public const string DefaultGroup = "docker";
}

/// <summary><c>--tls</c> and its kin, for <c>tcp://</c> listeners.</summary>
public sealed record TlsOptions
{
    /// <summary>Null when nobody said: then a TCP listener beyond loopback is refused. False, said explicitly, allows it.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Clients must show a certificate signed by <see cref="CaFile"/>. Implies TLS.</summary>
    public bool Verify { get; init; }

    public string CaFile { get; init; } = "/etc/engineapi/ca.pem";

    public string CertificateFile { get; init; } = "/etc/engineapi/cert.pem";

    public string KeyFile { get; init; } = "/etc/engineapi/key.pem";

    public bool On => Enabled is true || Verify;
}
