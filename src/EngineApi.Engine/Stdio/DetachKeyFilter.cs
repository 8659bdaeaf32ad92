using System.Buffers;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Takes the detach keys out of a client's input. Keys that may begin the sequence are held back until it is clear
/// that they do not, and go to the process then.
/// </summary>
internal sealed class DetachKeyFilter(DetachKeys keys)
{
    private readonly byte[] _sequence = keys.Sequence;
    private int _matched;

    /// <summary>Passes on what belongs to the process. True: the whole sequence came; what follows it is dropped.</summary>
    public bool Filter(in ReadOnlySequence<byte> input, ArrayBufferWriter<byte> passed)
    {
        foreach (var segment in input)
        {
            foreach (var key in segment.Span)
            {
                if (Take(key, passed))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Passes on what was held back when the input ends.</summary>
    public void Flush(ArrayBufferWriter<byte> passed)
    {
        passed.Write(_sequence.AsSpan(0, _matched));
        _matched = 0;
    }

    private bool Take(byte key, ArrayBufferWriter<byte> passed)
    {
        // After a mismatch the held keys may still end in a shorter begin of the sequence, as in ctrl-p ctrl-p ctrl-q.
        while (_matched > 0 && key != _sequence[_matched])
        {
            var shorter = Shorter();
            passed.Write(_sequence.AsSpan(0, _matched - shorter));
            _matched = shorter;
        }

        if (key == _sequence[_matched])
        {
            _matched++;
            return _matched == _sequence.Length;
        }

        passed.GetSpan(1)[0] = key;
        passed.Advance(1);
        return false;
    }

    private int Shorter()
    {
        for (var length = _matched - 1; length > 0; length--)
        {
            if (_sequence.AsSpan(_matched - length, length).SequenceEqual(_sequence.AsSpan(0, length)))
                return length;
        }

        return 0;
    }
}
