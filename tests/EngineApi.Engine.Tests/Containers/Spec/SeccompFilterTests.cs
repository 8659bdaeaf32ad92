using EngineApi.Engine.Containers.Spec.Seccomp;
using EngineApi.Engine.Oci;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class SeccompFilterTests
{
    private static OciSeccomp? Filter(string? option = null, bool privileged = false, params string[] capabilities) =>
        SeccompFilter.For(option, privileged, capabilities, Given.Host);

    private static bool Allows(OciSeccomp filter, string call) =>
        filter.Syscalls!.Any(rule => rule.Action == "SCMP_ACT_ALLOW" && rule.Args is null && rule.Names.Contains(call));

    [Fact]
    public void The_default_refuses_with_EPERM()
    {
        var filter = Filter()!;
        Assert.Equal("SCMP_ACT_ERRNO", filter.DefaultAction);
        Assert.Equal(1u, filter.DefaultErrnoRet);
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], filter.Architectures);
    }

    [Theory]
    [InlineData("openat2", true)]
    [InlineData("ptrace", true)]
    [InlineData("arch_prctl", true)]
    [InlineData("mount", false)]
    [InlineData("io_uring_setup", false)]
    [InlineData("add_key", false)]
    [InlineData("kexec_load", false)]
    [InlineData("s390_runtime_instr", false)]
    public void The_default_allows(string call, bool allowed) => Assert.Equal(allowed, Allows(Filter()!, call));

    [Theory]
    [InlineData("CAP_SYS_ADMIN", "mount")]
    [InlineData("CAP_SYS_ADMIN", "clone3")]
    [InlineData("CAP_SYS_CHROOT", "chroot")]
    [InlineData("CAP_BPF", "bpf")]
    public void A_capability_allows_its_calls(string capability, string call)
    {
        Assert.False(Allows(Filter()!, call));
        Assert.True(Allows(Filter(null, false, capability)!, call));
    }

    [Fact]
    public void Without_CAP_SYS_ADMIN_clone3_seems_not_to_exist_and_clone_makes_no_namespaces()
    {
        var rules = Filter()!.Syscalls!;
        Assert.Equal(38u, Assert.Single(rules, rule => rule.Names.Contains("clone3")).ErrnoRet);
        var argument = Assert.Single(Assert.Single(rules, rule => rule.Names.Contains("clone")).Args!);
        Assert.Equal((0u, 2114060288ul, "SCMP_CMP_MASKED_EQ"), (argument.Index, argument.Value, argument.Op));
    }

    [Fact]
    public void An_old_kernel_keeps_ptrace_away() => Assert.False(
        Allows(SeccompFilter.For(null, false, [], Given.Host with { Kernel = new Version(4, 4) })!, "ptrace"));

    [Fact]
    public void Unconfined_and_privileged_have_no_filter()
    {
        Assert.Null(Filter("unconfined"));
        Assert.Null(Filter(privileged: true));
        Assert.NotNull(Filter("builtin"));
    }

    [Fact]
    public void A_profile_of_ones_own_is_resolved()
    {
        var filter = Filter("""
            {"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}],
             "syscalls":[{"name":"chmod","action":"SCMP_ACT_ERRNO"},
                         {"names":["mount"],"action":"SCMP_ACT_ERRNO","excludes":{"caps":["CAP_KILL"]}},
                         {"names":["chown"],"action":"SCMP_ACT_ERRNO","includes":{"arches":["arm64"]}}]}
            """, false, "CAP_KILL")!;
        Assert.Equal(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], filter.Architectures);
        Assert.Equal(["chmod"], Assert.Single(filter.Syscalls!).Names);
    }

    [Theory]
    [InlineData("default", "Decoding seccomp profile failed: ")]
    [InlineData("{}", "Decoding seccomp profile failed: ")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86"],"archMap":[{"architecture":"SCMP_ARCH_X86_64"}]}""",
        "both 'architectures' and 'archMap'")]
    [InlineData("""{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"a","names":["b"],"action":"SCMP_ACT_ALLOW"}]}""", "both 'name' and 'names'")]
    public void A_profile_that_is_none_is_refused(string profile, string message) =>
        Assert.StartsWith(message, Given.Refusal(() => Filter(profile)), StringComparison.Ordinal);
}
