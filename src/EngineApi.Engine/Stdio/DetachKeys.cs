using System.Text;

namespace EngineApi.Engine.Stdio;

/// <summary>The keys that end an attach with a TTY: comma-separated letters or <c>ctrl-</c> with one of <c>a–z @ [ \ ] ^ _</c>.</summary>
public sealed class DetachKeys
{
    private const string Control = "ctrl-";

    private DetachKeys(byte[] sequence) => Sequence = sequence;

    /// <summary>ctrl-p, ctrl-q.</summary>
    public static DetachKeys Default { get; } = new([16, 17]);

    internal byte[] Sequence { get; }

    /// <summary>Of operation ContainerAttach. Empty means the default.</summary>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static DetachKeys ParseForAttach(string? keys) =>
        TryParse(keys, out var parsed) ? parsed : throw EngineException.InvalidParameter($"Invalid detach keys ({keys}) provided");

    /// <summary>Of operation ContainerExec. Empty means the default.</summary>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static DetachKeys ParseForExec(string? keys) =>
        TryParse(keys, out var parsed) ? parsed : throw EngineException.InvalidParameter($"Invalid escape keys ({keys}) provided");

    public static bool TryParse(string? keys, out DetachKeys parsed)
    {
        parsed = Default;
        if (string.IsNullOrEmpty(keys))
            return true;
        var sequence = new List<byte>();
        foreach (var key in keys.Split(','))
        {
            if (Encoding.UTF8.GetByteCount(key) == 1)
                sequence.Add((byte)key[0]);
            else if (ControlCode(key) is { } code)
                sequence.Add(code);
            else
                return false;
        }

        parsed = new DetachKeys([.. sequence]);
        return true;
    }

    private static byte? ControlCode(string key)
    {
        if (key.Length != Control.Length + 1 || !key.StartsWith(Control, StringComparison.Ordinal))
            return null;
        var letter = key[^1];
        if (letter is >= 'a' and <= 'z')
            return (byte)(letter - 'a' + 1);
        return letter is '@' or '[' or '\\' or ']' or '^' or '_' ? (byte)(letter - '@') : null;
    }
}
