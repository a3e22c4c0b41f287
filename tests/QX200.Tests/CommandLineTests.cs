using Xunit;

namespace QX200.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run", Verb.Run, "/var/lib/qx200", BoardChoice.Found, false)]
    [InlineData("run --data d", Verb.Run, "d", BoardChoice.Found, false)]
    [InlineData("run --data=d --board=simulated", Verb.Run, "d", BoardChoice.Simulated, false)]
    [InlineData("run --board qx200 --data d", Verb.Run, "d", BoardChoice.Qx200, false)]
    [InlineData("check --data d", Verb.Check, "d", BoardChoice.Found, false)]
    [InlineData("reset --yes --data d", Verb.Reset, "d", BoardChoice.Found, true)]
    [InlineData("token --data d", Verb.Token, "d", BoardChoice.Found, false)]
    [InlineData("password --data d", Verb.Password, "d", BoardChoice.Found, false)]
    [InlineData("selftest", Verb.SelfTest, "/var/lib/qx200", BoardChoice.Found, false)]
    [InlineData(
        "selftest --board simulated",
        Verb.SelfTest,
        "/var/lib/qx200",
        BoardChoice.Simulated,
        false
    )]
    [InlineData(
        "selftest --yes --board qx200 --data d",
        Verb.SelfTest,
        "d",
        BoardChoice.Qx200,
        true
    )]
    [InlineData("--version", Verb.Version, "/var/lib/qx200", BoardChoice.Found, false)]
    [InlineData("--help", Verb.Help, "/var/lib/qx200", BoardChoice.Found, false)]
    internal void Arguments_are_understood(
        string args,
        Verb verb,
        string folder,
        BoardChoice board,
        bool yes
    ) =>
        Assert.Equal(new CommandLine(verb, folder, board, yes), CommandLine.Parse(args.Split(' ')));

    [Fact]
    internal void Backups_are_named_by_their_file()
    {
        Assert.Equal(
            new CommandLine(Verb.Backup, "d", File: "b.zip"),
            CommandLine.Parse("backup --data d --file b.zip".Split(' '))
        );
        Assert.Equal(
            new CommandLine(Verb.Restore, Yes: true, Undo: true),
            CommandLine.Parse("restore --undo --yes".Split(' '))
        );
    }

    [Theory]
    [InlineData("backup", "backup needs a name: --file FILE")]
    [InlineData("restore", "restore needs --file FILE, or --undo")]
    [InlineData("restore --undo --file x", "give --file or --undo, not both")]
    [InlineData("backup --undo --file x", "\"--undo\" does not belong here: see qx200 --help")]
    [InlineData(
        "",
        "say what to do: run, check, reset, token, password, backup, restore, update, selftest or --version"
    )]
    [InlineData(
        "start",
        "\"start\" is not known: use run, check, reset, token, password, backup, restore, update, selftest or --version"
    )]
    [InlineData("run --data", "--data needs a folder: --data DIR")]
    [InlineData("run --data=", "--data needs a folder: --data DIR")]
    [InlineData("run --board pink", "--board needs one of simulated and qx200")]
    [InlineData("run --yes", "\"--yes\" does not belong here: see qx200 --help")]
    [InlineData("reset --yes=1", "--yes takes no value")]
    [InlineData("check --board simulated", "\"--board\" does not belong here: see qx200 --help")]
    [InlineData("run --no-questions", "\"--no-questions\" does not belong here: see qx200 --help")]
    [InlineData("selftest --no-questions=1", "--no-questions takes no value")]
    [InlineData("check dir", "\"dir\" does not belong here: see qx200 --help")]
    [InlineData("update", "say which bundle: qx200 update FILE.raucb")]
    [InlineData("update a.raucb b.raucb", "\"b.raucb\" does not belong here: see qx200 --help")]
    [InlineData("update a.raucb --data d", "\"--data\" does not belong here: see qx200 --help")]
    public void What_is_wrong_is_said_in_one_sentence(string args, string problem) =>
        Assert.Equal(
            problem,
            CommandLine.Parse(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Problem
        );

    [Fact]
    internal void A_bundle_is_named_and_may_be_forced()
    {
        CommandLine line = CommandLine.Parse(["update", "/media/a=b.raucb", "--force"]);
        Assert.Equal(
            (Verb.Update, "/media/a=b.raucb", true, UpdateOrder.Install, null),
            (line.Verb, line.Bundle, line.Force, line.Order, line.Problem)
        );
        Assert.Equal(UpdateOrder.Asked, CommandLine.Parse(["update", "--asked"]).Order);
    }

    [Fact]
    public void A_self_test_may_be_told_to_ask_nothing() =>
        Assert.True(CommandLine.Parse(["selftest", "--no-questions"]).NoQuestions);
}
