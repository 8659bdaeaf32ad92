using EngineApi.Engine.Networks;

namespace EngineApi.Engine.Containers;

/// <summary>
/// What happened to a container and cannot be asked of containerd. Persisted as extension <c>engineapi.v1.state</c> on every
/// transition, before the event that makes it visible.
/// </summary>
public sealed record ContainerLifecycle
{
    private static readonly IReadOnlyDictionary<string, Endpoint> NoEndpoints = new Dictionary<string, Endpoint>();

    public static readonly ContainerLifecycle New = new();

    /// <summary>Null if it never ran.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>0–255; of the last run, or of the last failed start.</summary>
    public int ExitCode { get; init; }

    public bool OomKilled { get; init; }

    /// <summary>Why the last start failed; empty otherwise.</summary>
    public string Error { get; init; } = "";

    /// <summary>Somebody stopped it: a restart policy of <c>unless-stopped</c> leaves it alone.</summary>
    public bool ManuallyStopped { get; init; }

    /// <summary>Its <see cref="Health.HealthStatus"/> of this run, once the probes have told; null before.</summary>
    public string? Health { get; init => field = value is "" ? null : value; }

    /// <summary>How often its restart policy has restarted it since it was last started by hand.</summary>
    public int RestartCount { get; init; }

    /// <summary>By network id: what it has on its networks while it runs; empty otherwise.</summary>
    public IReadOnlyDictionary<string, Endpoint> Endpoints { get; init => field = value ?? NoEndpoints; } = NoEndpoints;

    /// <summary>What is published while it runs; empty otherwise.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>As of one that does not run.</summary>
    public ContainerLifecycle WithoutNetworks() => this with { Endpoints = NoEndpoints, Ports = [] };
}
