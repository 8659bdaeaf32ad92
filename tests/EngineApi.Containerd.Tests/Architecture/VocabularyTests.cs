using System.Runtime.CompilerServices;
using Xunit;

namespace EngineApi.Containerd.Tests.Architecture;

public sealed class VocabularyTests
{
    [Fact]
    public void No_source_names_the_engine_it_serves()
    {
        var sources = Directory.EnumerateFiles(ProjectDirectory(), "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".md", StringComparison.Ordinal))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .ToList();
        Assert.True(sources.Count > 40, $"only {sources.Count} sources found");
        Assert.DoesNotContain(sources, path => File.ReadAllText(path).Contains("Docker", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_generated_type_is_public()
        => Assert.DoesNotContain(
            typeof(ContainerdClient).Assembly.GetExportedTypes(),
            type => type.Namespace!.StartsWith("EngineApi.Containerd.Protocol", StringComparison.Ordinal));

    private static string ProjectDirectory([CallerFilePath] string here = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/EngineApi.Containerd"));
}
