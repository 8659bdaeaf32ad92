using System.Text;
using System.Text.Json;
using EngineApi.Wire.Containers;
using EngineApi.Wire.System;
using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("", "invalid JSON: got EOF while reading request body")]
    [InlineData(" \n", "invalid JSON: got EOF while reading request body")]
    [InlineData("{\"Image\":", "invalid JSON: unexpected EOF")]
    [InlineData("{\"Image\":\"busybox", "invalid JSON: unexpected EOF")]
    [InlineData("{", "invalid JSON: unexpected EOF")]
    [InlineData("{} {}", "unexpected content after JSON")]
    [InlineData("{} x", "unexpected content after JSON")]
    [InlineData("garbage", "invalid JSON: invalid character 'g' looking for beginning of value")]
    [InlineData("{\"a\":nope}", "invalid JSON: invalid character 'o' at offset 6")]
    [InlineData("[]", "invalid JSON: json: cannot unmarshal array into Go value of type ContainerCreateRequest")]
    [InlineData("5", "invalid JSON: json: cannot unmarshal number 5 into Go value of type ContainerCreateRequest")]
    [InlineData("{\"Image\":7}", "invalid JSON: json: cannot unmarshal number 7 into Go struct field ContainerCreateRequest.Image of type string")]
    [InlineData("{\"Tty\":\"yes\"}", "invalid JSON: json: cannot unmarshal string into Go struct field ContainerCreateRequest.Tty of type bool")]
    [InlineData("{\"Env\":\"A=b\"}", "invalid JSON: json: cannot unmarshal string into Go struct field ContainerCreateRequest.Env of type []string")]
    [InlineData("{\"Env\":[\"A=b\",\n 3]}", "invalid JSON: json: cannot unmarshal number 3 into Go struct field ContainerCreateRequest.Env of type string")]
    [InlineData("{\"Labels\":{\"a\":true}}", "invalid JSON: json: cannot unmarshal bool into Go struct field ContainerCreateRequest.Labels.a of type string")]
    [InlineData("{\"HostConfig\":{\"Binds\":null,\n\"Memory\":\"64m\"}}", "invalid JSON: json: cannot unmarshal string into Go struct field ContainerCreateRequest.HostConfig.Memory of type int64")]
    [InlineData("{\"HostConfig\":{\"Memory\":1.5}}", "invalid JSON: json: cannot unmarshal number 1.5 into Go struct field ContainerCreateRequest.HostConfig.Memory of type int64")]
    [InlineData("{\"HostConfig\":{\"PortBindings\":{\"80/tcp\":[{\"HostPort\":80}]}}}", "invalid JSON: json: cannot unmarshal number 80 into Go struct field ContainerCreateRequest.HostConfig.PortBindings.80/tcp.HostPort of type string")]
    [InlineData("{\"HostConfig\":{\"BlkioWeight\":70000}}", "invalid JSON: json: cannot unmarshal number 70000 into Go struct field ContainerCreateRequest.HostConfig.BlkioWeight of type uint16")]
    [InlineData("{\"HostConfig\":[]}", "invalid JSON: json: cannot unmarshal array into Go struct field ContainerCreateRequest.HostConfig of type HostConfig")]
    public void Says_what_is_wrong(string body, string message)
    {
        var error = Assert.Throws<FormatException>(() => Parse(body));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Recorded_errors_are_the_same()
    {
        Assert.Equal(Golden.Json("create-badjson"), ErrorOf("{\"Image\":"));
        Assert.Equal(Golden.Json("create-empty"), ErrorOf(""));
    }

    [Fact]
    public void Too_deep_is_refused()
    {
        string deep = "{\"Labels\":" + new string('[', 5000) + new string(']', 5000) + "}";
        Assert.Equal("invalid JSON: exceeded max depth", Assert.Throws<FormatException>(() => Parse(deep)).Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"Image\":null,\"Tty\":null,\"Env\":null,\"StopTimeout\":null,\"HostConfig\":null,\"Labels\":null,\"Healthcheck\":null}")]
    [InlineData("{\"Unknown\":{\"a\":[1,2,{}]}} \r\n")]
    public void Null_and_unknown_members_change_nothing(string body)
    {
        var request = Parse(body);
        Assert.Equal("", request.Image);
        Assert.False(request.Tty);
        Assert.Null(request.Env);
        Assert.Null(request.HostConfig);
        Assert.Null(request.StopTimeout);
    }

    [Fact]
    public void Null_inside_host_config_keeps_the_zero_value()
    {
        var host = Parse("""{"HostConfig":{"Memory":null,"RestartPolicy":null,"LogConfig":null,"ConsoleSize":null,"PidsLimit":null,"Binds":[null]}}""").HostConfig!;
        Assert.Equal(0, host.Memory);
        Assert.Equal("", host.RestartPolicy.Name);
        Assert.Equal("", host.LogConfig.Type);
        Assert.Null(host.PidsLimit);
        Assert.Equal([""], host.Binds!);
    }

    [Fact]
    public void Names_match_in_any_case()
    {
        var request = Parse("""{"image":"busybox","hostconfig":{"MEMORY":5},"CMD":["a"]}""");
        Assert.Equal(("busybox", 5L), (request.Image, request.HostConfig!.Memory));
        Assert.Equal(["a"], request.Cmd!);
    }

    [Fact]
    public void A_command_may_be_one_string()
    {
        var request = Parse("""{"Cmd":"ls -l","Entrypoint":"","Shell":["/bin/sh"],"HostConfig":{"CapAdd":"ALL"}}""");
        Assert.Equal(["ls -l"], request.Cmd!);
        Assert.Equal([""], request.Entrypoint!);
        Assert.Equal(["ALL"], request.HostConfig!.CapAdd!);
    }

    [Fact]
    public void An_endpoint_may_be_null()
    {
        var endpoints = Parse("""{"NetworkingConfig":{"EndpointsConfig":{"a":null,"b":{"Aliases":["x"]}}}}""").NetworkingConfig!.EndpointsConfig!;
        Assert.Null(endpoints["a"]);
        Assert.Equal(["x"], endpoints["b"]!.Aliases!);
    }

    [Fact]
    public async Task A_stream_is_read_whole_and_no_further_than_the_limit()
    {
        var large = new string('x', 100_000);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes($"{{\"Image\":\"{large}\"}}"));
        var request = await RequestBody.ReadAsync(body, WireJson.Default.ContainerCreateRequest, TestContext.Current.CancellationToken);
        Assert.Equal(large, request.Image);

        using var huge = new MemoryStream(new byte[RequestBody.MaxBytes + 100_000]);
        var error = await Assert.ThrowsAsync<FormatException>(
            () => RequestBody.ReadAsync(huge, WireJson.Default.ContainerCreateRequest, TestContext.Current.CancellationToken));
        Assert.Equal("http: request body too large", error.Message);
        Assert.Equal(huge.Length, huge.Position);
    }

    private static ContainerCreateRequest Parse(string body) => RequestBody.Parse(Encoding.UTF8.GetBytes(body), WireJson.Default.ContainerCreateRequest);

    private static string ErrorOf(string body)
    {
        string message = Assert.Throws<FormatException>(() => Parse(body)).Message;
        return JsonSerializer.Serialize(new ErrorResponse { Message = message }, WireJson.Default.ErrorResponse);
    }
}
