namespace EngineApi.Names.Messages;

/// <summary>Bytes 2 and 3 of a message's header (RFC 1035 §4.1.1, RFC 4035 §3).</summary>
internal static class MessageFlags
{
    private const byte Answer = 0x80;
    private const byte Operations = 0x78;
    private const byte Truncated = 0x02;
    private const byte RecursionDesired = 0x01;
    private const byte RecursionAvailable = 0x80;
    private const byte CheckingDisabled = 0x10;
    private const byte Codes = 0x0F;

    public static bool IsAnswer(ReadOnlySpan<byte> message) => (message[2] & Answer) != 0;

    /// <summary>0 is a question.</summary>
    public static int Operation(ReadOnlySpan<byte> message) => (message[2] & Operations) >> 3;

    /// <summary>The lower four bits of it.</summary>
    public static ResponseCode Code(ReadOnlySpan<byte> message) => (ResponseCode)(message[3] & Codes);

    /// <summary>Writes those of an answer to a message.</summary>
    public static void Write(Span<byte> answer, ReadOnlySpan<byte> message, ResponseCode code, bool isTruncated)
    {
        answer[2] = (byte)(Answer | (message[2] & (Operations | RecursionDesired)) | (isTruncated ? Truncated : 0));
        answer[3] = (byte)(RecursionAvailable | (message[3] & CheckingDisabled) | ((int)code & Codes));
    }
}
