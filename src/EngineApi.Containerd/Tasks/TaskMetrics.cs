using Wire = EngineApi.Containerd.Protocol.Types;

namespace EngineApi.Containerd.Tasks;

/// <summary>One container's cgroup counters at one moment. Exactly one of V1 and V2 is set: the host's kind.</summary>
public sealed record TaskMetrics(string ContainerId, DateTimeOffset Timestamp)
{
    public CgroupV1Metrics? V1 { get; init; }

    public CgroupV2Metrics? V2 { get; init; }

    internal static TaskMetrics From(Wire.Metric metric)
    {
        var type = metric.Data?.TypeUrl ?? "";
        var metrics = new TaskMetrics(metric.Id, metric.Timestamp.ToMoment());
        return type[(type.LastIndexOf('/') + 1)..] switch
        {
            "io.containerd.cgroups.v1.Metrics" => metrics with
            {
                V1 = CgroupV1Metrics.From(Protocol.CgroupsV1.Metrics.Parser.ParseFrom(metric.Data!.Value)),
            },
            "io.containerd.cgroups.v2.Metrics" => metrics with
            {
                V2 = CgroupV2Metrics.From(Protocol.CgroupsV2.Metrics.Parser.ParseFrom(metric.Data!.Value)),
            },
            _ => throw new ContainerdException(ContainerdErrorKind.Unimplemented, $"unknown kind of metrics \"{type}\" of \"{metric.Id}\""),
        };
    }
}
