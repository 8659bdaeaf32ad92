using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>
/// Archives that are large in number or size, copied in over HTTP. By hand, with <c>ENGINEAPI_ARCHIVE_ENTRIES</c> (say 1000000) and
/// <c>ENGINEAPI_ARCHIVE_GIB</c> (say 10), as large as one likes.
/// </summary>
public sealed class BigArchiveTests : IAsyncLifetime
{
    private const long Mebibyte = 1 << 20;

    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;
    private readonly string _name = Unique.Name();

    public BigArchiveTests() => _docker = new(_engine);

    public async ValueTask InitializeAsync()
    {
        await _engine.InitializeAsync();
        await _docker.OkAsync("create", "--name", _name, "--network", "none", BusyboxImage.Name, "sleep", "1000");
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_great_many_entries_need_little_memory()
    {
        var entries = (int)FromEnvironment("ENGINEAPI_ARCHIVE_ENTRIES", 20_000);
        var (status, grown) = await PutAsync(async tar =>
        {
            for (var number = 0; number < entries; number++)
            {
                // A directory, and 999 files in it.
                var name = (number / 1000).ToString(CultureInfo.InvariantCulture);
                await tar.WriteEntryAsync(number % 1000 == 0
                    ? new UstarTarEntry(TarEntryType.Directory, name + "/") { Mode = (UnixFileMode)0x1ED }
                    : new UstarTarEntry(TarEntryType.RegularFile, $"{name}/{number}"));
            }
        });
        Assert.Equal(HttpStatusCode.OK, status);
        TestContext.Current.TestOutputHelper?.WriteLine($"{entries} entries: {grown / Mebibyte} MiB more at most");
        Assert.InRange(grown, 0, 96 * Mebibyte);
        await _docker.OkAsync("start", _name);
        Assert.Equal($"{entries}", await _docker.OkAsync("exec", _name, "sh", "-c", "find /tmp/* | wc -l"));
    }

    [Fact]
    public async Task A_file_of_zeros_takes_neither_memory_nor_disk()
    {
        var length = FromEnvironment("ENGINEAPI_ARCHIVE_GIB", 1) << 30;
        var (status, grown) = await PutAsync(tar => tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new Zeros(length) }));
        Assert.Equal(HttpStatusCode.OK, status);
        TestContext.Current.TestOutputHelper?.WriteLine($"{length >> 30} GiB: {grown / Mebibyte} MiB more at most");
        Assert.InRange(grown, 0, 96 * Mebibyte);
        await AssertSparseAsync("zeros", length);
    }

    [Fact]
    public async Task A_sparse_file_of_GNU_tar_stays_sparse()
    {
        const long Length = 10L << 30;
        var directory = Directory.CreateDirectory(Path.Combine(_engine.Root, "sparse")).FullName;
        await using (var file = File.Create(Path.Combine(directory, "sparse")))
        {
            file.SetLength(Length - 4);
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync("end\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        (await _docker.ShellAsync($"tar --sparse -C {directory} -cf {directory}.tar sparse")).Ok();
        await using (var tar = File.OpenRead(directory + ".tar"))
        {
            Assert.InRange(tar.Length, 1, Mebibyte);
            using var content = new StreamContent(tar);
            using var answer = await _engine.Http.PutAsync(Url(), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await AssertSparseAsync("sparse", Length);
        Assert.Equal("end", await _docker.OkAsync("exec", _name, "tail", "-c", "4", "/tmp/sparse"));
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Started, stopped and removed in the middle: the copy ends in time, well or not, and nothing is left.</summary>
    [Theory]
    [InlineData("start")]
    [InlineData("rm", "-f")]
    public async Task A_container_that_is_started_or_removed_meanwhile(params string[] command)
    {
        var pipe = new Pipe();
        using var content = new StreamContent(pipe.Reader.AsStream());
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var put = _engine.Http.PutAsync(Url(), content, deadline.Token);
        var sent = 0;
        await using (var tar = new TarWriter(pipe.Writer.AsStream()))
        {
            await WriteAsync(500);
            await Eventually.BecomesTrueAsync(() => MountsOf().Any() || put.IsCompleted);
            await _docker.OkAsync([.. command, _name]);
            await WriteAsync(1000);

            async Task WriteAsync(int until)
            {
                for (; sent < until; sent++)
                {
                    var text = new byte[5000];
                    Array.Fill(text, (byte)('a' + sent % 26));
                    await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, $"f{sent}") { DataStream = new MemoryStream(text) }, deadline.Token);
                }
            }
        }

        using var answer = await put;
        if (command[0] == "start")
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var sums = await _docker.OkAsync("exec", _name, "sh", "-c", "ls /tmp | wc -l; for f in $(seq 0 999); do tr -d \"$(printf \\\\$(printf %o $((97+f%26))))\" < /tmp/f$f; done | wc -c; cat /tmp/f* | wc -c");
            Assert.Equal("1000\n0\n5000000", sums);
            await _docker.OkAsync("restart", "-t", "0", _name);
            Assert.Equal("1000", await _docker.OkAsync("exec", _name, "sh", "-c", "ls /tmp | wc -l"));
        }
        else
        {
            Assert.Contains("No such container", (await _docker.RunAsync("start", _name)).Failed(), StringComparison.Ordinal);
        }

        IEnumerable<string> MountsOf() => Directory.EnumerateFileSystemEntries($"/proc/{_engine.Pid}/fd").Where(static fd => new FileInfo(fd).LinkTarget == "/");
    }

    private async Task<(HttpStatusCode Status, long Grown)> PutAsync(Func<TarWriter, Task> write)
    {
        var pipe = new Pipe();
        using var content = new StreamContent(pipe.Reader.AsStream());
        using var http = PatientClient();
        var before = Resident();
        var put = http.PutAsync(Url(), content, TestContext.Current.CancellationToken);
        var most = before;
        var writing = Task.Run(async () =>
        {
            await using var tar = new TarWriter(pipe.Writer.AsStream());
            await write(tar);
        });
        while (await Task.WhenAny(put, Task.Delay(100)) != put)
            most = Math.Max(most, Resident());
        using var answer = await put;
        await writing;
        return (answer.StatusCode, Math.Max(0, most - before));
    }

    private async Task AssertSparseAsync(string name, long length)
    {
        await _docker.OkAsync("start", _name);
        var stat = (await _docker.OkAsync("exec", _name, "stat", "-c", "%s %b", "/tmp/" + name)).Split(' ').Select(static number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(length, stat[0]);
        Assert.InRange(stat[1] * 512, 0, length / 64);
    }

    private long Resident()
    {
        using var process = Process.GetProcessById(_engine.Pid);
        return process.WorkingSet64;
    }

    /// <summary>A million files take longer than other answers.</summary>
    private HttpClient PatientClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) => new NetworkStream(await _engine.ConnectAsync(cancellationToken), ownsSocket: true),
    })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private Uri Url() => new($"/containers/{_name}/archive?path=/tmp", UriKind.Relative);

    private static long FromEnvironment(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>So many zeros.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => _position = value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = (int)Math.Min(count, length - _position);
            Array.Clear(buffer, offset, now);
            _position += now;
            return now;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
