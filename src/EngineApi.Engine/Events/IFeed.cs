using System.Diagnostics.CodeAnalysis;

namespace EngineApi.Engine.Events;

/// <summary>What one reader gets of something that goes on: take what is there, then wait for more.</summary>
public interface IFeed<T>
{
    bool TryRead([MaybeNullWhen(false)] out T item);

    /// <summary>True when it is worth another <see cref="TryRead"/>; false at the end.</summary>
    /// <exception cref="EngineException"><see cref="ErrorKind.Unavailable"/>: the reader was too slow and lost something.</exception>
    ValueTask<bool> WaitAsync(CancellationToken cancellationToken);
}

/// <summary>Something that is kept for readers.</summary>
public interface IWeighed
{
    /// <summary>About how many bytes it holds.</summary>
    long Weight { get; }
}
