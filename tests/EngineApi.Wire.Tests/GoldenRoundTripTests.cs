using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Xunit;

namespace EngineApi.Wire.Tests;

/// <summary>What a real daemon sent must survive reading and writing byte for byte: order, nulls, what is left out, escapes.</summary>
public sealed class GoldenRoundTripTests
{
    private static readonly Dictionary<string, JsonTypeInfo> Types = new()
    {
        ["inspect"] = WireJson.Default.ContainerInspect,
        ["list"] = WireJson.Default.ContainerSummaryList,
        ["image"] = WireJson.HtmlEscaped.ImageInspect,
        ["images"] = WireJson.Default.ImageSummaryList,
        ["info"] = WireJson.Default.SystemInfo,
        ["version"] = WireJson.Default.SystemVersion,
        ["top"] = WireJson.Default.ContainerTop,
        ["stats"] = WireJson.Default.ContainerStats,
        ["df"] = WireJson.Default.DiskUsage,
        ["history"] = WireJson.Default.ImageHistory,
        ["networks"] = WireJson.Default.NetworkList,
    };

    [Theory]
    [InlineData("inspect-v1.41")]
    [InlineData("inspect-v1.44")]
    [InlineData("inspect-v1.51")]
    [InlineData("inspect-created")]
    [InlineData("inspect-exited")]
    [InlineData("inspect-paused")]
    [InlineData("inspect-size")]
    [InlineData("inspect-badcmd")]
    [InlineData("list-v1.41")]
    [InlineData("list-v1.44")]
    [InlineData("list-v1.51")]
    [InlineData("list-size")]
    [InlineData("image-v1.41")]
    [InlineData("image-v1.44")]
    [InlineData("image-v1.51")]
    [InlineData("images-v1.41")]
    [InlineData("images-v1.44")]
    [InlineData("images-v1.51")]
    [InlineData("info")]
    [InlineData("version-v1.24")]
    [InlineData("version-v1.51")]
    [InlineData("top")]
    [InlineData("top-aux")]
    [InlineData("stats")]
    [InlineData("stats-oneshot")]
    [InlineData("df")]
    [InlineData("df-v1.51")]
    [InlineData("history")]
    [InlineData("networks")]
    public void A_recorded_answer_survives(string name) => Survives(name, Types[name.Split('-')[0]]);

    [Fact]
    public void Small_answers_survive()
    {
        Survives("exec-inspect", WireJson.Default.ExecInspect);
        Survives("exec-create", WireJson.Default.ExecCreateResponse);
        Survives("create", WireJson.Default.ContainerCreateResponse);
        Survives("create-badjson", WireJson.Default.ErrorResponse);
        Survives("commit", WireJson.Default.ContainerCommitResponse);
        Survives("wait", WireJson.Default.ContainerWaitResponse);
        Survives("update", WireJson.Default.ContainerUpdateResponse);
        Survives("prune-images", WireJson.Default.ImagePruneResponse);
        Survives("rmi", WireJson.Default.ImageDeleteList);
        Survives("auth", WireJson.Default.AuthResponse);
        Survives("distribution", WireJson.Default.DistributionInspect);
        Survives("network-inspect", WireJson.Default.Network);
        Survives("network-create", WireJson.Default.NetworkCreateResponse);
        Survives("network-prune", WireJson.Default.NetworkPruneResponse);
        Survives("volume", WireJson.Default.Volume);
        Survives("volumes", WireJson.Default.VolumeListResponse);
        Survives("volume-prune", WireJson.Default.VolumePruneResponse);
        Survives("build-prune", WireJson.Default.BuildCachePruneResponse);
    }

    [Fact]
    public void Every_recorded_event_survives()
    {
        var lines = Golden.Text("events-v1.51").TrimEnd('\n').Split('\n');
        Assert.True(lines.Length > 30);
        foreach (var line in lines)
        {
            var message = JsonSerializer.Deserialize(line, WireJson.HtmlEscaped.EventMessage)!;
            Assert.Equal(line, JsonSerializer.Serialize(message, WireJson.HtmlEscaped.EventMessage));
        }
    }

    private static void Survives(string name, JsonTypeInfo type)
    {
        string expected = Golden.Json(name);
        object? value = JsonSerializer.Deserialize(expected, type);
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(value, type)));
    }
}
