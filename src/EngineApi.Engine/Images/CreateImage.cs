namespace EngineApi.Engine.Images;

/// <summary><c>POST /images/create</c>: an import of a tar, or a pull.</summary>
public sealed class CreateImage(ImportImage import)
{
    /// <param name="fromImage">A reference to pull.</param>
    /// <param name="fromSource"><c>-</c> for the body, or a URL.</param>
    /// <returns>The new image's id.</returns>
    /// <exception cref="EngineException">InvalidParameter without a source; NotImplemented for a pull and for a URL; otherwise as <see cref="ImportImage"/>.</exception>
    public Task<string> ExecuteAsync(
        string fromImage, string fromSource, Stream body, ImportRequest request, CancellationToken cancellationToken)
    {
        if (fromImage.Length > 0)
            throw EngineException.NotImplemented($"pulling images is not implemented: load or import \"{fromImage}\" instead");
        if (fromSource.Length == 0)
            throw EngineException.InvalidParameter("nothing to make an image of: fromImage or fromSrc must be given");
        if (fromSource != "-")
            throw EngineException.NotImplemented("importing from a URL is not implemented: send the tar as the body, with fromSrc=-");
        return import.ExecuteAsync(body, request, cancellationToken);
    }
}
