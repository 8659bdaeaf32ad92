namespace EngineApi.Names.Table;

/// <summary>What a name stands for on a network. Either may be empty, or both: the name is known all the same.</summary>
/// <param name="IPv4">Of 4 bytes each, as answers have them; each once.</param>
/// <param name="IPv6">Of 16 bytes each.</param>
internal sealed record NameAddresses(byte[][] IPv4, byte[][] IPv6)
{
    /// <summary>Those of another container, too, that has one of each family at most.</summary>
    public NameAddresses With(NameAddresses other) => new(Joined(IPv4, other.IPv4), Joined(IPv6, other.IPv6));

    private static byte[][] Joined(byte[][] known, byte[][] one)
    {
        if (one.Length == 0)
            return known;
        foreach (var address in known)
        {
            if (address.AsSpan().SequenceEqual(one[0]))
                return known;
        }

        return [.. known, one[0]];
    }
}
