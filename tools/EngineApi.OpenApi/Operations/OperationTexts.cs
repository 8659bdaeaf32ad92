namespace EngineApi.OpenApi.Operations;

/// <summary>The texts of all operations.</summary>
internal static class OperationTexts
{
    public static IReadOnlyList<OperationText> All { get; } =
        [.. ContainerTexts.All, .. CheckpointTexts.All, .. ContainerStreamTexts.All, .. ContainerFileTexts.All, .. ExecTexts.All, .. ImageTexts.All, .. NetworkTexts.All, .. VolumeTexts.All, .. SystemTexts.All, .. RuntimeTexts.All];

    public static OperationText? Find(string id) => All.FirstOrDefault(text => text.Id == id);

    /// <summary>Of a route that is not Docker's.</summary>
    public static OperationText? FindRoute(string method, string path) => All.FirstOrDefault(text => text.Route == $"{method} {path}");
}
