namespace EngineApi.Engine.Images.Archive;

/// <summary>Says what is wrong with a tar stream in the words Docker's clients know.</summary>
internal static class TarErrors
{
    public static async Task<T> TranslateAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (EndOfStreamException e)
        {
            throw EngineException.InvalidParameter("unexpected EOF", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or OverflowException)
        {
            throw EngineException.InvalidParameter("archive/tar: invalid tar header", e);
        }
    }
}
