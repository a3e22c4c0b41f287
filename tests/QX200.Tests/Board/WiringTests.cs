using System.Text.RegularExpressions;
using QX200.Board;
using Xunit;

namespace QX200.Tests.Board;

/// <summary>The table in the code, the one in the README, the overlay and the script all say the same.</summary>
public sealed class WiringTests
{
    [Fact]
    public void The_readme_has_the_wiring_of_the_code()
    {
        string[][] rows =
        [
            .. Text("README.md")
                .Split('\n')
                .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
                .Where(static cells => cells.Length == 10 && int.TryParse(cells[1], out _)),
        ];
        Assert.Equal(
            Wiring.All.Select(pin =>
                $"{pin.Offset} {pin.Net} {(pin.Output ? "out" : "in")} {Level(pin.ActiveHigh)} {Level(pin.RestsHigh)} {pin.Part}"
            ),
            rows.Select(static row => string.Join(' ', row[1..7]))
        );
    }

    [Fact]
    public void Lines_stand_in_the_order_of_their_offsets() =>
        Assert.Equal(Enumerable.Range(0, Wiring.All.Length), Wiring.All.Select(pin => pin.Offset));

    [Fact]
    public void The_overlay_and_the_simulated_chip_name_the_same_lines()
    {
        string overlay = Text("linux/qx200-overlay.dts");
        string names = Regex
            .Match(
                overlay,
                "gpio-line-names =(?<names>.*?);",
                RegexOptions.Singleline,
                TimeSpan.FromSeconds(1)
            )
            .Value;
        Assert.Equal(Wiring.All.Select(pin => pin.Net), Quoted(names));
        Assert.Equal(
            Wiring.All.Select(pin => $"{pin.Offset} {pin.Net}"),
            Regex
                .Matches(
                    overlay,
                    @"<&gpio \d+ 0>[,;]\s*/\* (?<line>\d+ \w+) \*/",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1)
                )
                .Select(static match => match.Groups["line"].Value)
        );
        string script = Text("linux/gpio-sim.sh");
        string list = Regex
            .Match(
                script,
                "for net in (?<nets>.*?); do",
                RegexOptions.Singleline,
                TimeSpan.FromSeconds(1)
            )
            .Groups["nets"]
            .Value;
        Assert.Equal(
            Wiring.All.Select(pin => pin.Net),
            list.Split([' ', '\n', '\\'], StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Contains($"echo {Wiring.ChipLabel} >\"$chip/bank/label\"", script);
        Assert.Contains($"echo {Wiring.All.Length} >\"$chip/bank/num_lines\"", script);
        Assert.Contains($"            {Wiring.ChipLabel} {{", overlay);
    }

    [Fact]
    public void The_sound_devices_of_the_code_are_in_the_alsa_configuration()
    {
        string configuration = Text("linux/asound.conf");
        Assert.Equal(2, Qx200Board.VoiceDevices.Length);
        Assert.All(
            Qx200Board.VoiceDevices,
            name => Assert.Contains($"pcm.{name} {{", configuration)
        );
    }

    private static string Level(bool high) => high ? "high" : "low";

    private static IEnumerable<string> Quoted(string text) =>
        Regex
            .Matches(text, "\"(?<name>[^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Select(static match => match.Groups["name"].Value);

    private static string Text(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "board", file));
}
