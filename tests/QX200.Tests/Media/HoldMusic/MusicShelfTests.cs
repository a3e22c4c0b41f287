using QX200.Media;
using QX200.Media.HoldMusic;
using Xunit;

namespace QX200.Tests.Media.HoldMusic;

public sealed class MusicShelfTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("qx200-music").FullName;
    private readonly SoundLibrary _library = new([], new Dictionary<ToneId, Sound>());
    private readonly MusicShelf _shelf;

    public MusicShelfTests()
    {
        _library.Add(new Sound(new byte[160], new byte[160], new byte[160]));
        _shelf = new MusicShelf(_directory, _library);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Default_is_the_first_track_and_none_is_silence()
    {
        Assert.Null(_shelf.Prepare("default"));
        Assert.Null(_shelf.Prepare("none"));
        Assert.Equal(Source.Music(SoundLibrary.DefaultTrack), _shelf.SourceOf("default"));
        Assert.Equal(Source.Music(SoundLibrary.DefaultTrack), _shelf.SourceOf(null));
        Assert.Equal(Source.Silence, _shelf.SourceOf("none"));
    }

    [Fact]
    public void A_file_becomes_a_track_of_its_own_once_and_again_when_it_has_changed()
    {
        byte[] clip = Embedded.Read("prompts/en/goodbye.wav");
        string path = Path.Combine(_directory, "own.wav");
        File.WriteAllBytes(path, clip);

        Assert.Null(_shelf.Prepare("own.wav"));
        Assert.Null(_shelf.Prepare("own.wav"));
        Source first = _shelf.SourceOf("own.wav");
        Assert.Equal(Source.Music(1), first);
        Assert.InRange(_library.Track(1)!.Milliseconds, 300, 2000);

        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.Null(_shelf.Prepare("own.wav"));
        Assert.Equal(Source.Music(2), _shelf.SourceOf("own.wav"));
    }

    [Fact]
    public void What_is_wrong_with_a_file_is_said_and_the_default_tune_plays()
    {
        File.WriteAllText(Path.Combine(_directory, "song.mp3"), "ID3 and so on, for a while");

        Assert.EndsWith("song.mp3 is no WAV file", _shelf.Prepare("song.mp3"));
        Assert.Contains("missing.wav can't be read", _shelf.Prepare("missing.wav"));
        Assert.Contains("is no plain file name", _shelf.Prepare("../secret.wav"));
        Assert.Equal(Source.Music(SoundLibrary.DefaultTrack), _shelf.SourceOf("song.mp3"));
    }
}
