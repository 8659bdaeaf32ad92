namespace EngineApi.Linux.Cgroups;

/// <summary>How a host mounts its cgroups.</summary>
public enum CgroupMode
{
    /// <summary>No cgroup file system is mounted.</summary>
    None,

    /// <summary>Version 1 controllers only.</summary>
    V1,

    /// <summary>Version 1 controllers, with a version 2 tree beside them for process tracking.</summary>
    Hybrid,

    /// <summary>Version 2 only ("unified").</summary>
    V2,
}
