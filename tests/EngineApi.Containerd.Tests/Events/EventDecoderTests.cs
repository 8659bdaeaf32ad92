using EngineApi.Containerd.Events;
using EngineApi.Containerd.Protocol.Exchange;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using Protobuf = EngineApi.Containerd.Protocol.Events;

namespace EngineApi.Containerd.Tests.Events;

public sealed class EventDecoderTests
{
    private static readonly DateTimeOffset At = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Theory]
    [InlineData("containerd.events.TaskExit")]
    [InlineData("type.googleapis.com/containerd.events.TaskExit")]
    public void The_type_url_may_have_a_host(string typeUrl)
    {
        var exit = new Protobuf.TaskExit { ContainerId = "c", Id = "e", Pid = 7, ExitStatus = 3, ExitedAt = At.ToTimestamp() };
        Assert.Equal(new TaskExited(At, "c", "e", 7, 3, At), EventDecoder.Decode(Envelope(typeUrl, exit)));
        exit.Id = "c";
        Assert.Equal(new TaskExited(At, "c", "", 7, 3, At), EventDecoder.Decode(Envelope(typeUrl, exit)));
    }

    [Fact]
    public void An_unknown_type_is_left_out()
    {
        Assert.Null(EventDecoder.Decode(Envelope("containerd.events.FromTheFuture", new Empty())));
        Assert.Null(EventDecoder.Decode(new Envelope { Topic = "/nothing" }));
    }

    [Fact]
    public void Every_event_message_is_decoded()
    {
        var messages = typeof(Protobuf.TaskExit).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(Protobuf.TaskExit).Namespace && typeof(IMessage).IsAssignableFrom(type) && !type.IsNested && type != typeof(Protobuf.TaskIO))
            .Select(type => (IMessage)Activator.CreateInstance(type)!).ToList();
        Assert.True(messages.Count > 20);
        foreach (var message in messages)
        {
            Assert.True(EventDecoder.Decode(Envelope(message.Descriptor.FullName, message)) is not null, message.Descriptor.FullName);
        }
    }

    private static Envelope Envelope(string typeUrl, IMessage message)
        => new() { Timestamp = At.ToTimestamp(), Event = new() { TypeUrl = typeUrl, Value = message.ToByteString() } };
}
