using System.Runtime.InteropServices;
using EngineApi.Engine.Images.Format;

namespace EngineApi.Engine.Images;

/// <summary>This machine in the terms of image indexes (Go's GOOS and GOARCH).</summary>
public static class HostPlatform
{
    public const string Os = "linux";

    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.X64 => "amd64",
        global::System.Runtime.InteropServices.Architecture.X86 => "386",
        global::System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        global::System.Runtime.InteropServices.Architecture.Arm or global::System.Runtime.InteropServices.Architecture.Armv6 => "arm",
        global::System.Runtime.InteropServices.Architecture.S390x => "s390x",
        global::System.Runtime.InteropServices.Architecture.Ppc64le => "ppc64le",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Lower is better: made for this machine, said nothing, made for another.</summary>
    public static int Rank(OciPlatform? platform) =>
        platform is null ? 1 : platform.Os == Os && platform.Architecture == Architecture ? 0 : 2;
}
