using System.Diagnostics;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>Programs of the host that tests compare with; a test that needs a missing one is skipped.</summary>
internal static class HostProgram
{
    public static void Need(string program)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program))))
            Assert.Skip($"{program} is not installed");
    }

    /// <summary>The input as the program packs it.</summary>
    public static byte[] Filter(string program, byte[] input)
    {
        using var process = Start(program, ["-c"]);
        var writing = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.Wait();
        return output.ToArray();
    }

    /// <returns>What the program wrote to its standard output; the test fails when it fails.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {await errors}");
        return output;
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
