using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class ExtensionsReaderTests
{
    [Fact]
    public void Every_key_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tune.wav", "");
        (BoxSettings settings, string[] problems) = Read.Texts(
            extensions: """
            [extension:101]
            type = user
            name = Reception
            secret = change-me-4711
            line = fxs2
            [extension:77]
            type = park
            name = Lobby
            password = 4711
            park-access = 10* 20[1-3]
            retrieve-access = PBX:* sip:*@example.net PSTN:+7* Auto:{1,2}
            retrieve-timeout = 90s
            hold-music = tune.wav
            wrong-password = keep
            password-tries = 3
            push-back = PBX:101
            sip-server = [2001:db8::1]:5070;transport=tcp
            sip-user = 892220
            sip-auth-user = auth
            sip-password = s3cret
            sip-expires = 5m
            """,
            musicFolder: folder.Path
        );

        Assert.Empty(problems);
        var park = Assert.IsType<ParkExtensionSettings>(settings.Extensions[0]);
        var user = Assert.IsType<UserExtensionSettings>(settings.Extensions[1]);
        Assert.Equal(
            new UserExtensionSettings
            {
                Number = "101",
                Name = "Reception",
                Secret = "change-me-4711",
                Line = ExtensionLine.Fxs2,
            },
            user
        );
        Assert.Equal("77 Lobby 4711", $"{park.Number} {park.Name} {park.Password}");
        Assert.Equal("10* 20[1-3]", string.Join(' ', park.ParkAccess));
        Assert.Equal(
            "PBX:* SIP:*@example.net PSTN:+7* Auto:{1,2}",
            string.Join(' ', park.RetrieveAccess)
        );
        Assert.Equal(TimeSpan.FromSeconds(90), park.RetrieveTimeout);
        Assert.Equal("tune.wav", park.HoldMusic.ToString());
        Assert.Equal(WrongPassword.Keep, park.WrongPassword);
        Assert.Equal(3, park.PasswordTries);
        Assert.Equal("PBX:101", park.PushBack?.ToString());
        Assert.Equal(
            new SipAccountSettings
            {
                Server = new SipServerAddress("2001:db8::1", 5070, SipServerTransport.Tcp),
                User = "892220",
                AuthUser = "auth",
                Password = "s3cret",
                Expires = TimeSpan.FromMinutes(5),
            },
            park.Account
        );
    }

    [Fact]
    public void A_park_extension_with_nothing_written_has_the_defaults()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            extensions: "[extension:77]\ntype = park\n"
        );

        Assert.Empty(problems);
        var park = Assert.IsType<ParkExtensionSettings>(Assert.Single(settings.Extensions));
        Assert.Equal(
            "Park 77||*|PBX:*",
            $"{park.Name}|{park.Password}|{park.ParkAccess[0]}|{park.RetrieveAccess[0]}"
        );
        Assert.Equal(TimeSpan.FromMinutes(15), park.RetrieveTimeout);
        Assert.Equal(HoldMusicKind.Default, park.HoldMusic.Kind);
        Assert.Equal((WrongPassword.Disconnect, 1), (park.WrongPassword, park.PasswordTries));
        Assert.Null(park.PushBack);
        Assert.Null(park.Account);
    }

    [Fact]
    public void Every_mistake_is_named_with_its_line_and_the_rest_works()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            extensions: """
            [extension:1]
            type = user
            [extension:0123]
            type = user
            [phone:101]
            name = x
            [extension:101]
            secret =
            line = fxs3
            park-access = *
            [extension:102]
            type = robot
            [extension:103]
            secret = a
            line = fxs1
            [extension:104]
            secret = b
            line = fxs1
            [Extension: 103]
            secret = c
            [extension:77]
            type = park
            password = 12a4
            park-access = 10* PBX:* {1
            retrieve-access = 10* FAX:1
            password-tries = 0
            push-back = 101
            sip-server = host:0
            sip-user = 892220
            [extension:78]
            type = park
            push-back = PBX:999
            sip-server = sip.example.net
            """
        );

        Assert.Equal(
            [
                "extensions.ini:1: [extension:1] the section is left out: an extension's number has 2 to 20 digits and does not start with 0",
                "extensions.ini:3: [extension:0123] the section is left out: an extension's number has 2 to 20 digits and does not start with 0",
                "extensions.ini:5: [phone:101] unknown section, it is left out: write [extension:101]",
                "extensions.ini:8: [extension:101] secret is empty, so no telephone can register: write a password",
                "extensions.ini:9: [extension:101] line = fxs3: use sip or fxs1 or fxs2",
                "extensions.ini:10: [extension:101] unknown key park-access: delete it or mend its name (known here: type name secret line sip-server sip-user sip-auth-user sip-password sip-expires sip-tls-verify)",
                "extensions.ini:12: [extension:102] type = robot: use user or park (an extension without a known type is left out)",
                "extensions.ini:18: [extension:104] line = fxs1 belongs to extension 103 already, which keeps it: use another line",
                "extensions.ini:19: [extension:103] stands a second time, its keys are read as if they stood in the first (line 13): join the two, or give this one a name of its own",
                "extensions.ini:20: \"secret\" stands a second time in [extension:103] and is left out (first in line 14): delete one of the two",
                "extensions.ini:23: [extension:77] password: use digits only, at most 20, or leave it empty",
                "extensions.ini:24: [extension:77] park-access: PBX:* is left out: write the extension's pattern alone, without TYPE:",
                "extensions.ini:24: [extension:77] park-access: {1 is left out: \"{\" is not closed by \"}\"",
                "extensions.ini:25: [extension:77] retrieve-access: 10* is left out: it does not begin with PBX:, SIP:, PSTN: or Auto:; write it like PBX:1*",
                "extensions.ini:25: [extension:77] retrieve-access: FAX:1 is left out: it does not begin with PBX:, SIP:, PSTN: or Auto:; write it like PBX:1*",
                "extensions.ini:26: [extension:77] password-tries = 0: use a number from 1 to 10",
                "extensions.ini:27: [extension:77] push-back = 101: use PBX:101, PSTN:+74950001122, SIP:user@host or Auto: with one of these, or leave it empty",
                "extensions.ini:28: [extension:77] sip-server = host:0: write host[:port][;transport=tcp|tls], or leave it empty",
                "extensions.ini:29: [extension:77] sip-user without a good sip-server makes no account: write sip-server",
                "extensions.ini:32: [extension:78] push-back = PBX:999: there is no user extension 999; use one that exists",
                "extensions.ini:33: [extension:78] sip-server without sip-user makes no account: write sip-user",
            ],
            problems
        );
        Assert.Equal(
            ["77", "78", "101", "103", "104"],
            settings.Extensions.Select(static e => e.Number)
        );
    }

    [Fact]
    public void A_secret_is_never_repeated_in_a_report()
    {
        string secret = new('s', 200);
        (_, string[] problems) = Read.Texts(
            extensions: $"[extension:101]\nsecret = {secret}\n[extension:77]\ntype = park\npassword = sss\nsip-password = {secret}\n"
        );
        Assert.NotEmpty(problems);
        Assert.DoesNotContain(problems, static p => p.Contains("sss", StringComparison.Ordinal));
    }

    [Fact]
    public void While_running_an_extension_keeps_what_was_good()
    {
        (BoxSettings last, _) = Read.Texts(
            extensions: "[extension:77]\ntype = park\npassword = 1\nretrieve-timeout = 9s\n[extension:101]\nsecret = a\n"
        );
        (BoxSettings next, _) = Read.Texts(
            extensions: "[extension:77]\ntype = prak\npassword = x\nretrieve-timeout = never\n",
            last: last
        );

        var park = Assert.IsType<ParkExtensionSettings>(Assert.Single(next.Extensions));
        Assert.Equal(("1", TimeSpan.FromSeconds(9)), (park.Password, park.RetrieveTimeout));
    }

    [Theory]
    [InlineData("", "101", true, true)]
    [InlineData("park-access =\nretrieve-access =", "101", false, false)]
    [InlineData("park-access = 10[2-9] 2*\nretrieve-access = SIP:* PSTN:*", "101", false, false)]
    [InlineData("park-access = 2* {101,105}\nretrieve-access = SIP:* PBX:1?1", "101", true, true)]
    [InlineData("retrieve-access = Auto:10*", "101", true, true)]
    public void The_lists_say_which_extensions_may_park_and_retrieve(
        string keys,
        string number,
        bool mayPark,
        bool mayRetrieve
    )
    {
        (BoxSettings settings, _) = Read.Texts(extensions: "[extension:77]\ntype = park\n" + keys);
        var park = Assert.IsType<ParkExtensionSettings>(Assert.Single(settings.Extensions));
        Assert.Equal((mayPark, mayRetrieve), (park.MayPark(number), park.MayRetrieve(number)));
    }

    [Fact]
    public void Two_extensions_cannot_share_an_account()
    {
        (_, string[] problems) = Read.Texts(
            extensions: """
            [extension:101]
            secret = a
            sip-server = sip.example.net
            sip-user = u
            [extension:102]
            secret = a
            sip-server = SIP.example.net
            sip-user = u
            """
        );
        Assert.StartsWith(
            "extensions.ini:8: [extension:102] sip-user = u at this server belongs to extension 101",
            Assert.Single(problems),
            StringComparison.Ordinal
        );
    }
}
