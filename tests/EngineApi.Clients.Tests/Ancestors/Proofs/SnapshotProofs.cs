using System.Formats.Tar;
using EngineApi.Containerd.Snapshots;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>The writable layer of a container, which is a snapshot of containerd.</summary>
internal sealed class SnapshotProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task IsMadeWithTheContainerAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["true"]);
        var snapshot = (await container.SnapshotAsync())!;
        var layers = (await _api.GetAsync($"/images/{BusyboxImage.Name}/json"))!["RootFS"]!["Layers"]!.AsArray();
        Assert.Equal((SnapshotKind.Active, (string)layers.Single()!), (snapshot.Kind, snapshot.Parent));
    }

    public async Task IsShownAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["true"]);
        Assert.Equal("overlayfs", (string)(await container.InspectAsync())["GraphDriver"]!["Name"]!);
        Assert.NotNull(await container.SnapshotAsync());
    }

    public async Task GoesWithTheContainerAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["true"]);
        await container.RemoveAsync();
        Assert.Null(await container.SnapshotAsync());
    }

    /// <summary>The files of a container that does not run are read and written in its snapshot.</summary>
    public async Task IsMountedToCopyAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["cat", "/tmp/in"]);
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "in") { DataStream = new MemoryStream("copied"u8.ToArray()) });
        using var content = new ByteArrayContent(tar.ToArray());
        Assert.Equal(200, (await _api.AnswerAsync(HttpMethod.Put, container.Path + "/archive?path=/tmp", content)).Status);
        await using (var back = new TarReader(await engine.Http.GetStreamAsync(new Uri(container.Path + "/archive?path=/tmp/in", UriKind.Relative))))
            Assert.Equal("in", (await back.GetNextEntryAsync())!.Name);
        Assert.DoesNotContain(MountTable.Under(engine.Root), point => point.Contains(container.Id, StringComparison.Ordinal));
        await container.PostAsync("/start");
        await container.WaitAsync();
        Assert.Equal("copied", (await container.LogsAsync()).Stdout);
    }

    public async Task SizeIsMeasuredAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "dd if=/dev/urandom of=/big bs=1024 count=2048");
        await container.WaitAsync();
        Assert.InRange((long)(await container.GetAsync("/json?size=1"))["SizeRw"]!, 2048 * 1024, 2048 * 1024 + 65536);
    }

    public async Task AllAreMeasuredAsync()
    {
        await using var big = await ApiContainer.StartAsync(_api, "dd if=/dev/urandom of=/big bs=1024 count=1024");
        await using var small = await ApiContainer.CreateAsync(_api, ["true"]);
        await big.WaitAsync();
        var filters = Uri.EscapeDataString($$"""{"id":["{{big.Id}}","{{small.Id}}"]}""");
        var sizes = (await _api.GetAsync("/containers/json?all=1&size=1&filters=" + filters))!.AsArray().ToDictionary(one => (string)one!["Id"]!, one => (long?)one!["SizeRw"] ?? 0);
        Assert.Equal([big.Id, small.Id], sizes.OrderByDescending(size => size.Value).Select(size => size.Key));
        Assert.InRange(sizes[big.Id], 1024 * 1024, 1024 * 1024 + 65536);
    }
}
