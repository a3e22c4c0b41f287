using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

public sealed class KeptSettingsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("qx200-kept-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public void The_same_system_keeps_nothing()
    {
        Write("old");
        Assert.Null(Start("1.0.0 aaa"));
        Assert.Null(Start("1.0.0 aaa"));
        Assert.Equal("old", Read());
    }

    [Fact]
    public void A_newer_system_goes_on_with_the_settings_and_the_older_ones_are_kept()
    {
        Write("old");
        Start("1.0.0 aaa");
        Assert.Equal("settings of 1.0.0 aaa are kept aside", Start("1.1.0 bbb", "1.0.0 aaa"));
        Assert.Equal("old", Read());
    }

    [Fact]
    public void A_box_that_falls_back_finds_what_its_older_system_left()
    {
        Write("old");
        Start("1.0.0 aaa", "1.0.0 aaa");
        Start("1.1.0 bbb", "1.0.0 aaa");
        Write("migrated");
        Assert.Equal(
            "1.1.0 bbb did not prove itself: back to the settings that 1.0.0 aaa had",
            Start("1.0.0 aaa", "1.0.0 aaa")
        );
        Assert.Equal("old", Read());
    }

    [Fact]
    public void Who_goes_back_to_an_older_system_by_choice_keeps_what_was_set_since()
    {
        Write("old");
        Start("1.0.0 aaa", "1.0.0 aaa");
        Start("1.1.0 bbb", "1.0.0 aaa");
        Write("set later");
        Start("1.0.0 aaa", "1.0.0 aaa", "1.1.0 bbb");
        Assert.Equal("set later", Read());
    }

    [Fact]
    public void Copies_do_not_pile_up()
    {
        Write("old");
        for (int i = 0; i < 10; i++)
        {
            Start($"1.{i}.0 x", $"1.{i}.0 x");
        }

        Assert.InRange(Directory.GetDirectories(Kept).Length, 1, 4);
    }

    private string Kept => Path.Combine(_data.FullName, "kept");

    private string Settings => Path.Combine(_data.FullName, "qx200");

    private string? Start(string system, params string[] proven) =>
        new KeptSettings(Settings, Kept).Prepare(system, proven);

    private void Write(string content)
    {
        Directory.CreateDirectory(Settings);
        File.WriteAllText(Path.Combine(Settings, "extensions.ini"), content);
    }

    private string Read() => File.ReadAllText(Path.Combine(Settings, "extensions.ini"));
}
