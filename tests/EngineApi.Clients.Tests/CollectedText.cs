using System.Text;

namespace EngineApi.Clients.Tests;

/// <summary>Text that is still coming in, and can be waited for.</summary>
internal sealed class CollectedText
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = NewSource();
    private bool _ended;

    /// <summary>Reads to the end.</summary>
    public async Task CollectAsync(TextReader reader)
    {
        var chars = new char[16 << 10];
        for (int count; (count = await reader.ReadAsync(chars)) > 0;)
            Change(() => _text.Append(chars, 0, count));
        Change(() => _ended = true);
    }

    /// <summary>True when the text meets the condition; false when it has ended without.</summary>
    public async Task<bool> BecomesAsync(Predicate<string> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition(_text.ToString()))
                    return true;
                if (_ended)
                    return false;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = NewSource();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
