using EngineApi.Engine.Events;
using EngineApi.Wire;
using EngineApi.Wire.Volumes;

namespace EngineApi.Engine.Volumes;

/// <summary>Makes a volume, or finds it (API: <c>VolumeCreate</c>).</summary>
public sealed class CreateVolume(VolumeTable volumes, VolumeShape shape, EventBus events, TimeProvider time)
{
    /// <returns>The volume; one that was there already as it was.</returns>
    /// <exception cref="EngineException">InvalidParameter for its name or options; NotFound for its driver.</exception>
    public async Task<Volume> ExecuteAsync(VolumeCreateRequest request, CancellationToken cancellationToken)
    {
        VolumeRules.Check(request.Name, request.Driver, request.DriverOpts);
        var labels = new Dictionary<string, string>(request.Labels ?? []);
        if (request.Name is null)
            labels[VolumeRecord.AnonymousLabel] = "";
        var volume = await volumes.Changes.RunAsync(
            () => Task.FromResult(InTurn(request.Name, request.DriverOpts, labels).Volume), cancellationToken);
        return shape.Of(volume);
    }

    /// <summary>In a transition of the table's changes.</summary>
    /// <param name="name">Null: one is made up.</param>
    internal (VolumeRecord Volume, bool IsNew) InTurn(
        string? name, IReadOnlyDictionary<string, string>? options, IReadOnlyDictionary<string, string>? labels)
    {
        name ??= HexId.Create();
        if (volumes.TryGet(name, out var known))
            return (known, false);
        var volume = new VolumeRecord { Name = name, Created = time.GetUtcNow(), Options = options!, Labels = labels! };
        volumes.Add(volume);
        events.PublishVolume(volume, "create");
        return (volume, true);
    }
}
