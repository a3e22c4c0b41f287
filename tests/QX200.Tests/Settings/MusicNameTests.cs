using FsCheck.Xunit;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class MusicNameTests
{
    [Theory]
    [InlineData("Tune.WAV", "tune.wav")]
    [InlineData("C:\\My Music\\Für Elise (1).wav", "für-elise-1.wav")]
    [InlineData("../../etc/passwd", "passwd.wav")]
    [InlineData("Вальс №2.wav", "вальс-2.wav")]
    [InlineData("..", "music.wav")]
    [InlineData("", "music.wav")]
    [InlineData("song.mp3", "song.mp3.wav")]
    [InlineData("a\"; rm -rf *\n.wav", "a-rm-rf.wav")]
    public void A_name_is_made_safe(string sent, string name) =>
        Assert.Equal(name, MusicName.Of(sent));

    [Property(MaxTest = 2000)]
    public void Any_name_is_made_safe(string sent) =>
        Assert.True(MusicName.IsSafe(MusicName.Of(sent ?? "")));

    [Theory]
    [InlineData(".wav")]
    [InlineData(".hidden.wav")]
    [InlineData("a/b.wav")]
    [InlineData("a\\b.wav")]
    [InlineData("a.wav.new")]
    [InlineData("a\nb.wav")]
    [InlineData("tune")]
    public void Names_that_lead_elsewhere_are_not_safe(string name) =>
        Assert.False(MusicName.IsSafe(name));
}
