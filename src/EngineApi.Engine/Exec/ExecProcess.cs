using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Exec;

/// <summary>What containerd is told to run: the container's own process, changed by what the exec asks for.</summary>
public sealed class ExecProcess(ContainerdClient containerd, HostFacts host)
{
    public async Task<OciProcess> BuildAsync(ExecInstance exec, ExecStartRequest request)
    {
        var record = await containerd.Containers.GetAsync(exec.Container.Id, CancellationToken.None);
        var spec = JsonSerializer.Deserialize(record.Spec.Value.Span, OciJson.Default.OciSpec)!;
        var current = exec.Container.Current;
        if (current.Pid == 0)
            throw new EngineException(ErrorKind.Unavailable, $"the shim of container {current.Id} has not answered yet: try again");
        var asked = exec.Request;
        asked.ConsoleSize = request.ConsoleSize ?? asked.ConsoleSize;
        var users = RootfsUsers.OfProcess(current.Pid);
        return ExecProcessBuilder.Build(asked, spec.Process!, current.Settings.Config, current.Settings.HostConfig, users, host);
    }
}
