using System.Text.Json;
using EngineApi.Engine.Oci;

namespace EngineApi.Engine.Containers.Spec.Seccomp;

/// <summary>Resolves a profile for one container: its capabilities, the host's architecture and kernel.</summary>
internal static class SeccompFilter
{
    /// <param name="security">The option's value: null or <c>builtin</c>, <c>unconfined</c>, or a profile as JSON.</param>
    /// <param name="capabilities">The container's bounding set.</param>
    /// <returns>Null for no filter.</returns>
    /// <exception cref="EngineException">A profile that is not one.</exception>
    public static OciSeccomp? For(string? security, bool privileged, IReadOnlyList<string> capabilities, HostFacts host) => security switch
    {
        "unconfined" => null,
        _ when !host.Seccomp => string.IsNullOrEmpty(security) || security == "builtin"
            ? null
            : throw EngineException.InvalidParameter(
                "seccomp is not enabled in your kernel, cannot run a custom seccomp profile"),
        null or "" when privileged => null,
        null or "" or "builtin" => Resolve(DefaultSeccompProfile.Profile, capabilities, host),
        _ => Resolve(Parse(security), capabilities, host),
    };

    /// <exception cref="EngineException">Not JSON, or contradicting itself.</exception>
    public static SeccompProfile Parse(string json)
    {
        SeccompProfile? profile;
        try
        {
            profile = JsonSerializer.Deserialize(json, SeccompJson.Default.SeccompProfile);
        }
        catch (JsonException e)
        {
            throw EngineException.InvalidParameter($"Decoding seccomp profile failed: {e.Message}", e);
        }
        if (profile is null)
            throw EngineException.InvalidParameter("Decoding seccomp profile failed: the profile is null");
        if (profile.Architectures is { Count: > 0 } && profile.ArchMap is { Count: > 0 })
        {
            throw EngineException.InvalidParameter(
                "both 'architectures' and 'archMap' are specified in the seccomp profile, use either 'architectures' or 'archMap'");
        }
        if (profile.Syscalls?.Any(rule => !string.IsNullOrEmpty(rule.Name) && rule.Names is { Count: > 0 }) == true)
            throw EngineException.InvalidParameter("both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'");
        return profile;
    }

    private static OciSeccomp Resolve(SeccompProfile profile, IReadOnlyList<string> capabilities, HostFacts host) => new()
    {
        DefaultAction = profile.DefaultAction,
        DefaultErrnoRet = profile.DefaultErrnoRet,
        Architectures = profile.Architectures ?? ArchitecturesOf(profile, host.Architecture),
        Flags = profile.Flags,
        ListenerPath = profile.ListenerPath,
        ListenerMetadata = profile.ListenerMetadata,
        Syscalls = [.. (profile.Syscalls ?? []).Where(rule => Applies(rule, capabilities, host)).Select(Rule)],
    };

    private static string[]? ArchitecturesOf(SeccompProfile profile, string architecture) =>
        profile.ArchMap?.FirstOrDefault(entry => entry.Architecture == SeccompName(architecture)) is { } found
            ? [found.Architecture, .. found.SubArchitectures ?? []]
            : null;

    private static bool Applies(SeccompRule rule, IReadOnlyList<string> capabilities, HostFacts host)
    {
        if (rule.Excludes is { } not
            && (not.Arches?.Contains(host.Architecture) == true
                || not.Caps?.Any(capabilities.Contains) == true
                || not.MinKernel is { Length: > 0 } tooNew && host.Kernel >= KernelVersion(tooNew)))
        {
            return false;
        }
        return rule.Includes is not { } only
            || (only.Arches is not { Count: > 0 } || only.Arches.Contains(host.Architecture))
                && (only.Caps is null || only.Caps.All(capabilities.Contains))
                && (only.MinKernel is not { Length: > 0 } oldest || host.Kernel >= KernelVersion(oldest));
    }

    private static OciSyscall Rule(SeccompRule rule) => new()
    {
        Names = string.IsNullOrEmpty(rule.Name) ? rule.Names ?? [] : [rule.Name],
        Action = rule.Action,
        ErrnoRet = rule.ErrnoRet,
        Args = rule.Args is not { Count: > 0 }
            ? null
            : [.. rule.Args.Select(arg => new OciSyscallArg { Index = arg.Index, Value = arg.Value, ValueTwo = arg.ValueTwo, Op = arg.Op })],
    };

    private static Version KernelVersion(string text) => Version.TryParse(text, out var version)
        ? version
        : throw EngineException.InvalidParameter($"Decoding seccomp profile failed: invalid kernel version: \"{text}\"");

    private static string? SeccompName(string architecture) => architecture switch
    {
        "amd64" => "SCMP_ARCH_X86_64",
        "arm64" => "SCMP_ARCH_AARCH64",
        "mips64" => "SCMP_ARCH_MIPS64",
        "mips64le" => "SCMP_ARCH_MIPSEL64",
        "s390x" => "SCMP_ARCH_S390X",
        "riscv64" => "SCMP_ARCH_RISCV64",
        "loong64" => "SCMP_ARCH_LOONGARCH64",
        _ => null,
    };
}
