namespace EngineApi.Engine;

/// <summary>What a client wrote, and an engine has to make sense of.</summary>
public static class Input
{
    /// <exception cref="EngineException">InvalidParameter, in the words of the <see cref="FormatException"/> that was thrown.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw EngineException.InvalidParameter(e.Message, e);
        }
    }

    /// <exception cref="EngineException">InvalidParameter, in the words of the <see cref="FormatException"/> that was thrown.</exception>
    public static void Check(Action check) => Read(() =>
    {
        check();
        return true;
    });
}
