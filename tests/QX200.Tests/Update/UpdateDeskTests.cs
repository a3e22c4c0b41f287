using System.Text;
using Microsoft.Extensions.Time.Testing;
using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

/// <summary>What comes in from outside: bundles, wishes, and how the installer's words are heard.</summary>
public sealed class UpdateDeskTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("qx200-box-");
    private readonly FakeTimeProvider _clock = new();
    private readonly BoxFiles _box;
    private long _free = 1L << 30;

    public UpdateDeskTests() => _box = new BoxFiles(_root.FullName);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task A_bundle_that_breaks_off_leaves_nothing()
    {
        UpdateDesk desk = Desk();
        UploadRefusal? refusal = await Take(desk, new BreaksOff(200_000), 400_000);
        Assert.Equal(UploadFault.BrokeOff, refusal!.Fault);
        Assert.False(File.Exists(desk.Upload.File));
        Assert.Null(desk.Upload.Now);
        Assert.Equal("", _box.Read("run/qx200/update"));
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_nothing_and_the_next_is_taken()
    {
        UpdateDesk desk = Desk();
        using var cancel = new CancellationTokenSource();
        using var body = new Trickle("hsqs0123"u8.ToArray());
        Task<UploadRefusal?> taking = desk.Take(body, 100, force: false, cancel.Token);
        Assert.Equal(new UploadProgress(0, 100), desk.Upload.Now);
        UploadRefusal? second = await Take(desk, Bundle(), 8);
        Assert.Equal(
            "another bundle is just being uploaded, 0 % of it is here: wait until it is through",
            second!.Sentence
        );
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        Assert.False(File.Exists(desk.Upload.File));
        Assert.Null(await Take(desk, Bundle(), 8));
        Assert.Equal("install\n", _box.Read("run/qx200/update"));
    }

    [Theory]
    [InlineData("PK\u0003\u0004zip", UploadFault.NoBundle)]
    [InlineData("", UploadFault.NoBundle)]
    [InlineData("hsq", UploadFault.NoBundle)]
    internal async Task What_is_no_bundle_is_not_kept(string content, UploadFault fault)
    {
        UpdateDesk desk = Desk();
        using var body = new MemoryStream(Encoding.Latin1.GetBytes(content));
        Assert.Equal(fault, (await Take(desk, body, null))!.Fault);
        Assert.False(File.Exists(desk.Upload.File));
    }

    [Theory]
    [InlineData(161L << 20)]
    [InlineData(null)]
    public async Task One_that_is_too_large_is_refused_as_soon_as_that_is_known(long? announced)
    {
        UpdateDesk desk = Desk();
        await using var body = new Endless();
        UploadRefusal? refusal = await Take(desk, body, announced);
        Assert.Equal(UploadFault.TooLarge, refusal!.Fault);
        Assert.Equal(
            "the file is larger than 160 MB, and no bundle for this box is: choose another one",
            refusal.Sentence
        );
        Assert.InRange(
            body.Taken,
            announced is null ? 160L << 20 : 0,
            announced is null ? 161L << 20 : 0
        );
        Assert.False(File.Exists(desk.Upload.File));
    }

    [Theory]
    [InlineData(8L << 20)]
    [InlineData(null)]
    public async Task One_for_which_there_is_no_room_is_refused(long? announced)
    {
        _free = 20L << 20;
        UpdateDesk desk = Desk();
        Assert.Equal(4L << 20, desk.Upload.Room);
        await using var body = new Endless();
        UploadRefusal? refusal = await Take(desk, body, announced);
        Assert.Equal(UploadFault.NoRoom, refusal!.Fault);
        Assert.Equal(
            "the data partition has room for 4 MB: delete records or music that nobody needs",
            refusal.Sentence
        );
        Assert.False(File.Exists(desk.Upload.File));
    }

    [Fact]
    public async Task While_one_is_being_installed_no_other_is_taken()
    {
        UpdateDesk desk = Desk();
        _box.Reports(Report(UpdatePhase.Writing, 1));
        Assert.Equal(
            "version 1.5.0 is just being written: wait until that is done",
            (await Take(desk, Bundle(), 8))!.Sentence
        );
        _clock.Advance(UpdateProgress.LongestStep + TimeSpan.FromSeconds(1));
        Assert.Equal(UpdatePhase.Refused, desk.Progress.Phase);
        Assert.Null(await Take(desk, Bundle(), 8));
    }

    [Fact]
    public async Task Between_the_wish_and_the_installers_first_word_it_is_being_looked_at()
    {
        UpdateDesk desk = Desk();
        _box.Reports(Report(UpdatePhase.Refused, 1));
        Assert.Null(await Take(desk, Bundle(), 8));
        Assert.Equal(UpdatePhase.Checking, desk.Progress.Phase);
        _box.Reports(Report(UpdatePhase.Refused, 2));
        Assert.Equal("a sentence", desk.Progress.Sentence);
    }

    [Fact]
    public async Task An_installer_that_says_nothing_is_said_so()
    {
        UpdateDesk desk = Desk();
        Assert.Null(await Take(desk, Bundle(), 8));
        _clock.Advance(UpdateProgress.Patience);
        Assert.StartsWith(
            "the installer does not answer",
            desk.Progress.Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_older_one_is_installed_when_somebody_says_so_and_nothing_else_is()
    {
        UpdateDesk desk = Desk();
        Assert.Equal(UploadFault.NoBundle, desk.InstallOlder()!.Fault);
        Assert.Null(await Take(desk, Bundle(), 8));
        _box.Reports(Report(UpdatePhase.Refused, 7));
        Assert.Equal(UploadFault.NoBundle, desk.InstallOlder()!.Fault);
        _box.Reports(Report(UpdatePhase.Refused, 8) with { Older = true });
        Assert.Null(desk.InstallOlder());
        Assert.Equal("force\n", _box.Read("run/qx200/update"));
    }

    [Fact]
    public void The_restart_is_not_asked_for_without_an_update()
    {
        UpdateDesk desk = Desk();
        Assert.Equal("no update waits for a restart", desk.RestartNow()!.Sentence);
        _box.Reports(Report(UpdatePhase.Installed, 1));
        Assert.Null(desk.RestartNow());
        Assert.Equal("restart\n", _box.Read("run/qx200/restart"));
    }

    [Fact]
    public void A_technicians_key_is_brought_and_taken_out_by_wishes()
    {
        UpdateDesk desk = Desk();
        Assert.False(desk.Technician.State.IsOpen);
        TechnicianKey key = TechnicianKey.Parse(TechnicianKeyTests.Ed25519, out _)!;
        Assert.True(desk.Technician.Open(key));
        Assert.Equal(TechnicianKeyTests.Ed25519 + "\n", _box.Read("run/qx200/technician"));
        _box.Write("run/qx200-door", "page\n" + TechnicianKeyTests.Ed25519 + "\n# a remark\n");
        Assert.True(desk.Technician.State.IsOpen);
        Assert.Equal("page", desk.Technician.State.From);
        Assert.Equal([key], desk.Technician.State.Keys);
        Assert.True(desk.Technician.Shut());
        Assert.Equal("\n", _box.Read("run/qx200/technician"));
    }

    private UpdateDesk Desk() =>
        new(_box.Places, new RunFolder(_box.Run), _clock)
        {
            Upload = new BundleUpload(_box.Places.Uploads) { Free = () => _free },
        };

    private static Task<UploadRefusal?> Take(UpdateDesk desk, Stream body, long? length) =>
        desk.Take(body, length, force: false, TestContext.Current.CancellationToken);

    private static MemoryStream Bundle() => new("hsqs0123"u8.ToArray());

    private static UpdateReport Report(UpdatePhase phase, long run) =>
        new(phase, 40, "1.5.0", "a sentence") { Run = run };

    /// <summary>A bundle without an end.</summary>
    private sealed class Endless : MemoryStream
    {
        public long Taken { get; private set; }

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            "hsqs"u8.CopyTo(buffer.Span);
            Taken += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    /// <summary>A sender who goes away.</summary>
    private sealed class BreaksOff(int after) : MemoryStream
    {
        private int _sent;

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_sent >= after)
            {
                throw new IOException("The client has gone.");
            }

            "hsqs"u8.CopyTo(buffer.Span);
            _sent += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    /// <summary>A sender who says a little and then nothing more.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            int read = Read(buffer.Span);
            if (read == 0)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return read;
        }
    }
}
