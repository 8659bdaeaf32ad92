using System.Buffers.Binary;
using EngineApi.Names.Messages;

namespace EngineApi.Names.Forwarding;

/// <summary>What came back from a name server, or from somebody who would like to be taken for it.</summary>
internal static class UpstreamAnswer
{
    /// <summary>An answer to this question: its id and its question are those of the query (RFC 5452 §9.1).</summary>
    /// <param name="query">As it was sent: a message that could be read.</param>
    public static bool Fits(ReadOnlySpan<byte> query, ReadOnlySpan<byte> answer)
    {
        if (answer.Length < Query.HeaderLength || !MessageFlags.IsAnswer(answer) || !answer[..2].SequenceEqual(query[..2]))
            return false;
        // Servers that cannot read a query do not repeat it.
        if (BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) == 0)
            return MessageFlags.Code(answer) != ResponseCode.Success;
        var end = Query.HeaderLength + WireName.Length(query[Query.HeaderLength..], mayPoint: false);
        return BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) == 1 && answer.Length >= end + Query.QuestionTail
            && WireName.IsSame(query[Query.HeaderLength..end], answer[Query.HeaderLength..end])
            && answer.Slice(end, Query.QuestionTail).SequenceEqual(query.Slice(end, Query.QuestionTail));
    }

    /// <summary>Whether it says anything: of those that cannot or do not want to answer, the next one is asked.</summary>
    public static bool IsUseful(ReadOnlySpan<byte> answer) =>
        MessageFlags.Code(answer) is not (ResponseCode.ServerFailure or ResponseCode.NotImplemented or ResponseCode.Refused);
}
