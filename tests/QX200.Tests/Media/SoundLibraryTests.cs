using QX200.Media;
using QX200.Media.Tones;
using Xunit;

namespace QX200.Tests.Media;

public sealed class SoundLibraryTests
{
    [Fact]
    public async Task The_built_in_sounds_are_all_there_when_it_is_ready()
    {
        var library = SoundLibrary.BuiltIn(ToneSet.NorthAmerican, out Task ready);
        await ready;

        Assert.All(Enum.GetValues<ToneId>(), tone => Assert.NotNull(library.Tone(tone)));
        Assert.InRange(library.Track(SoundLibrary.DefaultTrack)!.Milliseconds, 60_000, 120_000);
    }

    [Fact]
    public async Task A_track_that_is_added_while_the_tune_still_loads_keeps_its_number()
    {
        var library = SoundLibrary.BuiltIn(ToneSet.NorthAmerican, out Task ready);
        var own = new Sound(new byte[160], new byte[160], new byte[160]);
        int number = library.Add(own);
        await ready;

        Assert.Equal(1, number);
        Assert.Same(own, library.Track(number));
        Assert.NotSame(own, library.Track(SoundLibrary.DefaultTrack));
        Assert.Same(library.Track(SoundLibrary.DefaultTrack), library.Track(99));
    }
}
