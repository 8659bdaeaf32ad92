using System.Buffers;
using System.Text;
using System.Text.Json;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;
using EngineApi.Wire.System;
using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class WireJsonTests
{
    [Theory]
    [InlineData("<a> & 'b' + \u00e9 \U0001F600", "\"<a> & 'b' + \u00e9 \U0001F600\"", "\"\\u003ca\\u003e \\u0026 'b' + \u00e9 \U0001F600\"")]
    [InlineData("\"\\\b\f\n\r\t\u0001\u001f\u007f", "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"", null)]
    [InlineData("\u2028\u2029", "\"\\u2028\\u2029\"", null)]
    public void Escapes_as_go_does(string text, string plain, string? html)
    {
        var error = new ErrorResponse { Message = text };
        Assert.Equal($"{{\"message\":{plain}}}", JsonSerializer.Serialize(error, WireJson.Default.ErrorResponse));
        Assert.Equal($"{{\"message\":{html ?? plain}}}", Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(error, WireJson.HtmlEscaped.ErrorResponse)));
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new ErrorResponse { Message = "a\ud800b" }, WireJson.Default.ErrorResponse);
        Assert.Equal("a\ufffdb", JsonSerializer.Deserialize(bytes, WireJson.Default.ErrorResponse)!.Message);
    }

    [Fact]
    public void Maps_are_written_in_order_of_their_keys()
    {
        var config = new ContainerConfig
        {
            Labels = new() { ["b"] = "2", ["a"] = "1", ["B"] = "3" },
            ExposedPorts = new() { ["9/tcp"] = default, ["80/udp"] = default },
        };
        string json = JsonSerializer.Serialize(config, WireJson.Default.ContainerConfig);
        Assert.Contains("""
            "Labels":{"B":"3","a":"1","b":"2"}
            """, json, StringComparison.Ordinal);
        Assert.Contains("""
            "ExposedPorts":{"80/udp":{},"9/tcp":{}}
            """, json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_not_published_is_null()
    {
        var settings = new Networks.NetworkSettings { Ports = new() { ["80/tcp"] = null } };
        Assert.Contains("""
            "Ports":{"80/tcp":null}
            """, JsonSerializer.Serialize(settings, WireJson.Default.NetworkSettings), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_host_config_member_survives()
    {
        const string Json = """
            {"Binds":["/a:/b:ro"],"ContainerIDFile":"x","LogConfig":{"Type":"local","Config":{"max-size":"1m"}},"NetworkMode":"host","PortBindings":{"80/tcp":[{"HostIp":"::1","HostPort":"1-2"}],"81/tcp":null},"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},"AutoRemove":true,"VolumeDriver":"v","VolumesFrom":["c:ro"],"ConsoleSize":[24,80],"Annotations":{"k":"v"},"CapAdd":["A"],"CapDrop":["B"],"CgroupnsMode":"private","Dns":["1.1.1.1"],"DnsOptions":["o"],"DnsSearch":["s"],"ExtraHosts":["h:1.2.3.4"],"GroupAdd":["g"],"IpcMode":"shareable","Cgroup":"c","Links":["l"],"OomScoreAdj":-5,"PidMode":"host","Privileged":true,"PublishAllPorts":true,"ReadonlyRootfs":true,"SecurityOpt":["no-new-privileges"],"StorageOpt":{"size":"1G"},"Tmpfs":{"/t":"size=1m"},"UTSMode":"host","UsernsMode":"host","ShmSize":1,"Sysctls":{"a.b":"1"},"Runtime":"crun","Isolation":"","CpuShares":2,"Memory":3,"NanoCpus":4,"CgroupParent":"p","BlkioWeight":500,"BlkioWeightDevice":[{"Path":"/dev/sda","Weight":10}],"BlkioDeviceReadBps":[{"Path":"/dev/sda","Rate":18446744073709551615}],"BlkioDeviceWriteBps":[],"BlkioDeviceReadIOps":[],"BlkioDeviceWriteIOps":[],"CpuPeriod":5,"CpuQuota":-1,"CpuRealtimePeriod":6,"CpuRealtimeRuntime":7,"CpusetCpus":"0-1","CpusetMems":"0","Devices":[{"PathOnHost":"/dev/a","PathInContainer":"/dev/b","CgroupPermissions":"rwm"}],"DeviceCgroupRules":["c 1:1 rwm"],"DeviceRequests":[{"Driver":"nvidia","Count":-1,"DeviceIDs":["0"],"Capabilities":[["gpu"]],"Options":{"a":"b"}}],"KernelMemory":8,"KernelMemoryTCP":9,"MemoryReservation":10,"MemorySwap":-1,"MemorySwappiness":0,"OomKillDisable":true,"PidsLimit":-1,"Ulimits":[{"Name":"nofile","Hard":-1,"Soft":1024}],"CpuCount":11,"CpuPercent":12,"IOMaximumIOps":13,"IOMaximumBandwidth":14,"Mounts":[{"Type":"bind","Source":"/s","Target":"/t","ReadOnly":true,"Consistency":"cached","BindOptions":{"Propagation":"rslave","NonRecursive":true,"CreateMountpoint":true,"ReadOnlyNonRecursive":true,"ReadOnlyForceRecursive":true}},{"Type":"volume","Source":"v","Target":"/v","VolumeOptions":{"NoCopy":true,"Labels":{"l":"1"},"Subpath":"sub","DriverConfig":{"Name":"local","Options":{"o":"bind"}}}},{"Type":"image","Source":"busybox","Target":"/i","ImageOptions":{"Subpath":"bin"}},{"Type":"tmpfs","Target":"/m","TmpfsOptions":{"SizeBytes":1,"Mode":511,"Options":[["noexec"],["a","b"]]}},{"Type":"cluster","Target":"/c","ClusterOptions":{}}],"MaskedPaths":[],"ReadonlyPaths":["/p"],"Init":true}
            """;
        var host = JsonSerializer.Deserialize(Json, WireJson.Default.HostConfig)!;
        Assert.Equal(new ConsoleSize(24, 80), host.ConsoleSize);
        Assert.Equal(Json, JsonSerializer.Serialize(host, WireJson.Default.HostConfig));
    }

    [Fact]
    public void Every_container_config_member_survives()
    {
        const string Json = """
            {"Hostname":"h","Domainname":"d","User":"1:2","AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"ExposedPorts":{"80/tcp":{}},"Tty":true,"OpenStdin":true,"StdinOnce":true,"Env":["A=b","C"],"Cmd":["c"],"Healthcheck":{"Test":["CMD","true"],"Interval":1000000,"Timeout":2000000,"StartPeriod":3000000,"StartInterval":4000000,"Retries":5},"ArgsEscaped":true,"Image":"i","Volumes":{"/v":{}},"WorkingDir":"/w","Entrypoint":[""],"NetworkDisabled":true,"MacAddress":"02:00:00:00:00:01","OnBuild":["RUN x"],"Labels":{"a":"<&>"},"StopSignal":"SIGINT","StopTimeout":0,"Shell":["sh"]}
            """;
        var config = JsonSerializer.Deserialize(Json, WireJson.Default.ContainerConfig)!;
        Assert.Equal(Json, JsonSerializer.Serialize(config, WireJson.Default.ContainerConfig));
    }

    [Fact]
    public void A_line_ends_in_a_newline()
    {
        var output = new ArrayBufferWriter<byte>();
        WireJson.WriteLine(output, new IdResponse { Id = "x" }, WireJson.Default.IdResponse);
        Assert.Equal("{\"Id\":\"x\"}\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_list_of_200_is_written_without_garbage_per_container()
    {
        var one = JsonSerializer.Deserialize(Golden.Json("list-v1.51"), WireJson.Default.ContainerSummaryList)![0];
        var list = Enumerable.Repeat(one, 200).ToList();
        var output = new ArrayBufferWriter<byte>(1 << 20);

        // Code that is not compiled in full yet boxes vectors: write until it is.
        long least = long.MaxValue;
        for (long start = TimeProvider.System.GetTimestamp(); least > 200 * 16 && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30);)
        {
            output.ResetWrittenCount();
            long before = GC.GetAllocatedBytesForCurrentThread();
            WireJson.WriteLine(output, list, WireJson.Default.ContainerSummaryList);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.InRange(least, 0, 200 * 16);
    }
}
