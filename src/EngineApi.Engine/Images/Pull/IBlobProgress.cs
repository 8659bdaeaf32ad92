namespace EngineApi.Engine.Images.Pull;

/// <summary>Hears how a download goes. Called in this order, by one after the other; any but the last may be left out.</summary>
internal interface IBlobProgress
{
    /// <summary>It is not its turn yet.</summary>
    void Waits();

    /// <param name="bytes">So far.</param>
    void Downloaded(long bytes);

    void Verifies();

    /// <summary>It is in the content store.</summary>
    void Arrived();
}
