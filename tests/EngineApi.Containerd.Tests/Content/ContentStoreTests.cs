using System.Security.Cryptography;
using System.Text;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Content;

public sealed class ContentStoreTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static readonly Dictionary<string, string> Keep = new() { [GcLabels.Root] = "test" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_blob_comes_back_byte_for_byte()
    {
        var content = containerd.Client.Content;
        var bytes = RandomNumberGenerator.GetBytes(5_000_003);
        var digest = await content.WriteAsync("large", new MemoryStream(bytes), Digest(bytes), bytes.Length, Keep, Cancel);
        Assert.Equal(Digest(bytes), digest);

        var read = new MemoryStream();
        await using (var stream = content.OpenRead(digest))
        {
            await stream.CopyToAsync(read, Cancel);
        }
        Assert.Equal(digest, Digest(read.ToArray()));
        Assert.Equal(bytes.Length, (await content.InfoAsync(digest, Cancel)).Size);

        var range = new byte[11];
        await using (var stream = content.OpenRead(digest, offset: 1_234_567, size: 11))
        {
            await stream.ReadExactlyAsync(range, Cancel);
            Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
        }
        Assert.Equal(bytes[1_234_567..1_234_578], range);

        await content.DeleteAsync(digest, Cancel);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => content.InfoAsync(digest, Cancel), digest);
        Assert.Null(await content.FindAsync(digest, Cancel));
    }

    [Fact]
    public async Task What_a_source_gave_before_it_broke_is_written_and_another_goes_on_there()
    {
        var content = containerd.Client.Content;
        var bytes = RandomNumberGenerator.GetBytes(900_001);
        await using var writer = await content.OpenWriterAsync("broken", Digest(bytes), bytes.Length, Cancel);
        var (given, breaksAt) = (0, 600_000);
        var told = new List<long>();
        await Assert.ThrowsAsync<IOException>(() => writer.CopyFromAsync(ReadAsync, told.Add, Cancel));
        Assert.Equal((600_000, 600_000), (writer.Offset, told[^1]));
        Assert.Equal(told.Order().Distinct(), told);

        breaksAt = int.MaxValue;
        await writer.CopyFromAsync(ReadAsync, told.Add, Cancel);
        Assert.Equal(Digest(bytes), await writer.CommitAsync(Keep, Cancel));
        Assert.Equal(bytes, await content.ReadAllAsync(Digest(bytes), bytes.Length, Cancel));

        // A bit at a time and not always at once, as from a network.
        async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (given == breaksAt)
                throw new IOException("broken");
            if (given % 3 == 0)
                await Task.Yield();
            var count = Math.Min(Math.Min(10_000, buffer.Length), Math.Min(bytes.Length, breaksAt) - given);
            bytes.AsSpan(given, count).CopyTo(buffer.Span);
            given += count;
            return count;
        }
    }

    [Fact]
    public async Task A_wrong_digest_or_length_is_refused_and_leaves_no_ingest()
    {
        var content = containerd.Client.Content;
        var wrong = Digest("something else"u8.ToArray());
        await Refused.WithAsync(
            ContainerdErrorKind.FailedPrecondition,
            () => content.WriteAsync("wrong-digest", new MemoryStream("hello"u8.ToArray()), wrong, 5, Keep, Cancel),
            wrong);
        await Refused.WithAsync(
            ContainerdErrorKind.FailedPrecondition,
            () => content.WriteAsync("wrong-length", new MemoryStream("hello!"u8.ToArray()), "", 5, Keep, Cancel),
            "size");
        Assert.Null(await content.FindAsync(wrong, Cancel));
        Assert.DoesNotContain(await content.ListIngestsAsync(Cancel), ingest => ingest.Ref.StartsWith("wrong-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_exists_already_is_a_success_and_gets_the_labels()
    {
        var content = containerd.Client.Content;
        var bytes = "twice"u8.ToArray();
        await content.WriteAsync("twice-1", new MemoryStream(bytes), Digest(bytes), bytes.Length, Keep, Cancel);
        await using (var writer = await content.OpenWriterAsync("twice-2", Digest(bytes), bytes.Length, Cancel))
        {
            Assert.True(writer.Exists);
            Assert.Equal(Digest(bytes), await writer.CommitAsync(new Dictionary<string, string> { ["second"] = "yes" }, Cancel));
        }
        // Without the expected digest the collision shows only at the commit.
        Assert.Equal(Digest(bytes), await content.WriteAsync("twice-3", new MemoryStream(bytes), Digest(bytes), 0, Keep, Cancel));
        var labels = (await content.InfoAsync(Digest(bytes), Cancel)).Labels;
        Assert.Equal(("test", "yes"), (labels[GcLabels.Root], labels["second"]));
        Assert.DoesNotContain(await content.ListIngestsAsync(Cancel), ingest => ingest.Ref.StartsWith("twice-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ingest_shows_its_progress_and_an_abandoned_one_is_aborted()
    {
        var content = containerd.Client.Content;
        await using (var writer = await content.OpenWriterAsync("abandoned", "", 10, Cancel))
        {
            await writer.WriteAsync("12345"u8.ToArray(), Cancel);
            Assert.Equal(5, writer.Offset);
            var status = await content.StatusAsync("abandoned", Cancel);
            Assert.Equal((5L, 10L), (status.Offset, status.Total));
            await Refused.WithAsync(ContainerdErrorKind.Unavailable, () => content.OpenWriterAsync("abandoned", cancellationToken: Cancel), "locked");
        }
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => content.StatusAsync("abandoned", Cancel), "abandoned");
    }

    [Fact]
    public async Task Labels_change_one_by_one_and_filter_lists()
    {
        var content = containerd.Client.Content;
        var bytes = "labels"u8.ToArray();
        var digest = await content.WriteAsync("labels", new MemoryStream(bytes), labels: Keep, cancellationToken: Cancel);
        await content.UpdateLabelsAsync(digest, new Dictionary<string, string> { ["colour"] = "red" }, Cancel);
        var found = await content.ListAsync(["labels.colour==red"], Cancel).ToListAsync(Cancel);
        Assert.Equal(digest, Assert.Single(found).Digest);
        Assert.Equal("test", found[0].Labels[GcLabels.Root]);
        Assert.Equal("labels", Encoding.UTF8.GetString(await content.ReadAllAsync(digest, maxBytes: 6, Cancel)));
        await Refused.WithAsync(ContainerdErrorKind.ResourceExhausted, () => content.ReadAllAsync(digest, maxBytes: 5, Cancel), digest);
    }

    [Fact]
    public async Task A_missing_blob_fails_at_the_first_read()
    {
        var missing = "sha256:" + new string('0', 64);
        await using var stream = containerd.Client.Content.OpenRead(missing);
        await Refused.WithAsync(ContainerdErrorKind.NotFound, async () => await stream.ReadExactlyAsync(new byte[1], Cancel), missing);
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
