namespace EngineApi.Engine.Oci;

public sealed record OciSeccomp
{
    public required string DefaultAction { get; init; }
    public uint? DefaultErrnoRet { get; init; }
    public IReadOnlyList<string>? Architectures { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }
    public string? ListenerPath { get; init; }
    public string? ListenerMetadata { get; init; }
    public IReadOnlyList<OciSyscall>? Syscalls { get; init; }
}

public sealed record OciSyscall
{
    public required IReadOnlyList<string> Names { get; init; }
    public required string Action { get; init; }
    public uint? ErrnoRet { get; init; }
    public IReadOnlyList<OciSyscallArg>? Args { get; init; }
}

public sealed record OciSyscallArg
{
    /// <summary>0 to 5.</summary>
    public uint Index { get; init; }
    public ulong Value { get; init; }
    /// <summary>What the masked argument is compared with, for <c>SCMP_CMP_MASKED_EQ</c>.</summary>
    public ulong ValueTwo { get; init; }
    public required string Op { get; init; }
}
