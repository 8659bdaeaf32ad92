using EngineApi.Containerd;
using EngineApi.Wire;

namespace EngineApi.Engine.Images.Pull;

/// <summary>The lines of one layer, in the words Docker's clients know.</summary>
/// <param name="isHere">It was unpacked before the pull: one line, and no more.</param>
internal sealed class LayerProgress(ProgressLines lines, Descriptor layer, bool isHere) : IBlobProgress
{
    private readonly string _id = HexId.Short(layer.Digest);
    private readonly ProgressLines.ProgressBar _bar = lines.Bar(HexId.Short(layer.Digest), "Downloading", layer.Size);

    public void Begins() => Tell(isHere ? "Already exists" : "Pulling fs layer", always: true);

    public void Waits() => Tell("Waiting");

    public void Downloaded(long bytes)
    {
        if (!isHere)
            _bar.Report(bytes);
    }

    public void Verifies() => Tell("Verifying Checksum");

    public void Arrived() => Tell("Download complete");

    public void Extracts()
    {
        if (isHere)
            return;
        var detail = new Wire.Images.ProgressDetail { Current = layer.Size, Total = layer.Size };
        lines.Add(new() { Id = _id, Status = "Extracting", ProgressDetail = detail, Progress = detail.ToBar() });
    }

    public void Finished() => Tell("Pull complete");

    private void Tell(string status, bool always = false)
    {
        if (always || !isHere)
            lines.Status(_id, status);
    }
}

/// <summary>For blobs nobody watches.</summary>
internal sealed class NoProgress : IBlobProgress
{
    public static NoProgress Instance { get; } = new();

    public void Waits()
    {
    }

    public void Downloaded(long bytes)
    {
    }

    public void Verifies()
    {
    }

    public void Arrived()
    {
    }
}
