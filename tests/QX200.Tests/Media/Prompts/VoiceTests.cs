using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.Prompts;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Media.Prompts;

public sealed class VoiceTests
{
    private const string Characters = "0123456789abcdefghijklmnopqrstuvwxyz+.-_@*#";
    private readonly Voice _voice = new();

    [Fact]
    public void Every_prompt_and_character_has_a_clip_of_fitting_length_at_minus_20_dBFS()
    {
        string[] names = [.. ClipNames.All];
        Assert.Distinct(names);
        Assert.Equal(Characters.Length + Enum.GetValues<Prompt>().Length, names.Length);
        foreach (string name in names)
        {
            Sound clip = _voice.Clip(name);
            Assert.InRange(clip.Milliseconds, 200, 5000);
            Assert.InRange(Waves.Dbfs(Decoded(clip)), -22.5, -18.5);
        }
    }

    [Fact]
    public void Clips_begin_and_end_without_a_click_and_without_long_silence()
    {
        foreach (string name in Characters.Select(c => ClipNames.Of(c)!))
        {
            short[] samples = Decoded(_voice.Clip(name));
            Assert.InRange(Math.Abs((int)samples[0]), 0, 100);
            Assert.InRange(Math.Abs((int)samples[^1]), 0, 100);
            int first = Array.FindIndex(samples, s => Math.Abs((int)s) > 300);
            int last = Array.FindLastIndex(samples, s => Math.Abs((int)s) > 300);
            Assert.InRange(first, 1, 80 * 8);
            Assert.InRange(samples.Length - last, 1, 150 * 8);
        }
    }

    [Fact]
    public void In_G722_no_clip_begins_with_a_crack_whatever_was_heard_before()
    {
        foreach (string name in Characters.Select(c => ClipNames.Of(c)!).Append("parked-on"))
        {
            Joins.AssertQuiet(_voice.Clip(name).Encoded(Codec.G722));
        }
    }

    [Fact]
    public void No_two_digits_sound_alike()
    {
        short[][] digits = [.. "0123456789".Select(c => Decoded(_voice.Clip(ClipNames.Of(c)!)))];
        for (int a = 0; a < digits.Length; a++)
        {
            for (int b = a + 1; b < digits.Length; b++)
            {
                double likeness = Waves.Likeness(digits[a], digits[b], mostShift: 160);
                Assert.True(likeness < 0.75, $"{a} and {b}: {likeness:F2}");
            }
        }
    }

    [Fact]
    public void A_parked_call_is_told_by_number_digit_by_digit_and_by_user_name()
    {
        Announcement plain = _voice.ParkedOn("77");
        Sound seven = _voice.Clip("digit-7");
        Assert.Equal([_voice.Clip("parked-on"), seven, seven], plain.Parts.Select(p => p.Clip));
        Assert.True(plain.Parts[^1].PauseAfterMs > plain.Parts[1].PauseAfterMs);

        Announcement both = _voice.ParkedOn("77", "bob.2");
        Assert.Equal(
            ["sip-user-name", "letter-b", "letter-o", "letter-b", "sign-dot", "digit-2"],
            both.Parts.Skip(3).Select(p => NameOf(p.Clip))
        );
        Assert.Equal(3, _voice.ParkedOn("77", "").Parts.Length);
    }

    [Fact]
    public void Characters_without_a_name_are_left_out_and_capitals_are_letters()
    {
        Assert.Equal(
            ["letter-a", "letter-b"],
            _voice.Spell("A\u00e9 B").Parts.Select(p => NameOf(p.Clip))
        );
    }

    [Fact]
    public void The_table_of_texts_and_the_clips_are_the_same_set()
    {
        string table = Path.Combine(RepositoryRoot(), "packaging/prompts/prompts.tsv");
        IEnumerable<string> rows = File.ReadLines(table)
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('\t')[0]);
        Assert.Equal(ClipNames.All.Order(), rows.Order());
    }

    [Fact]
    public void What_was_prepared_is_not_read_again()
    {
        _voice.Prepare();
        Sound clip = _voice.Clip("goodbye");
        _voice.Prepare();
        Assert.Same(clip, _voice.Clip("goodbye"));
    }

    [Fact]
    public void A_clip_is_read_once_and_an_unknown_language_is_English()
    {
        Assert.Same(_voice.Clip("goodbye"), _voice.Clip("goodbye"));
        Assert.Equal(_voice.Clip("goodbye").Length, new Voice("tlh").Clip("goodbye").Length);
    }

    private string NameOf(Sound clip) => ClipNames.All.First(name => _voice.Clip(name) == clip);

    private static string RepositoryRoot()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "QX200.Firmware.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException();
        }

        return directory;
    }

    private static short[] Decoded(Sound clip)
    {
        var samples = new short[clip.Length];
        G711.DecodeUlaw(clip.Encoded(Codec.Pcmu), samples);
        return samples;
    }
}
