using System.Runtime.InteropServices;
using EngineApi.Containerd;
using EngineApi.Linux.Host;
using EngineApi.Wire;
using EngineApi.Wire.System;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary><c>GET /version</c>: this engine and the parts below it.</summary>
public sealed class GetVersion(ContainerdClient containerd, HostBinaries binaries)
{
    private const string Os = "linux";

    private readonly SystemFacts _host = SystemFacts.Read();

    /// <exception cref="ContainerdException">containerd does not answer.</exception>
    public async Task<SystemVersion> ExecuteAsync(CancellationToken cancellationToken)
    {
        var below = await containerd.VersionAsync(cancellationToken);
        var runc = await binaries.RuncAsync();
        var init = await binaries.InitAsync();
        var runtime = RuntimeInformation.FrameworkDescription;
        return new()
        {
            Components =
            [
                new()
                {
                    Name = "Engine",
                    Version = EngineVersion.Version,
                    Details = new()
                    {
                        ["ApiVersion"] = ApiVersion.Max.ToString(),
                        ["Arch"] = _host.GoArchitecture,
                        ["Experimental"] = "true",
                        ["GitCommit"] = EngineVersion.GitCommit,
                        ["GoVersion"] = runtime,
                        ["KernelVersion"] = _host.KernelVersion,
                        ["MinAPIVersion"] = ApiVersion.Min.ToString(),
                        ["Os"] = Os,
                    },
                },
                Component("containerd", below.Version, below.Revision),
                Component(runc.Name, runc.Version, runc.Commit),
                Component(init.Name, init.Version, init.Commit),
            ],
            Version = EngineVersion.Version,
            ApiVersion = ApiVersion.Max.ToString(),
            MinAPIVersion = ApiVersion.Min.ToString(),
            GitCommit = EngineVersion.GitCommit,
            // The field is Go's; what this engine runs on is the honest value of it.
            GoVersion = runtime,
            Os = Os,
            Arch = _host.GoArchitecture,
            KernelVersion = _host.KernelVersion,
            Experimental = true,
        };
    }

    private static ComponentVersion Component(string name, string version, string commit) =>
        new() { Name = name, Version = version, Details = new() { ["GitCommit"] = commit } };
}
