namespace EngineApi.Testing;

/// <summary>What the machine must have for a test. Skip, with the reason, when something is missing.</summary>
public static class Tools
{
    /// <summary>The first reason why containers cannot run here; null when they can.</summary>
    public static string? WhatContainersMiss()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "containers need Linux";
        }
        if (Environment.UserName != "root")
        {
            return "containers need root";
        }
        string[] needed = ["containerd", "containerd-shim-runc-v2", "runc", "busybox", "setsid"];
        return needed.FirstOrDefault(tool => PathOf(tool) is null) is { } missing ? $"{missing} is not installed" : null;
    }

    /// <summary>Where a program is, or null.</summary>
    public static string? PathOf(string program)
        => ((Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/sbin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
