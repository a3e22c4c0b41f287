using OpenQA.Selenium;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>The pages in a real browser, against the published program, with real telephones.</summary>
[Collection(BrowserTests.Name)]
public sealed class FirstHourTests(Browser browser)
{
    private const string Password = "a horse in the cellar";

    [Fact]
    public Task The_first_hour_of_a_new_owner() =>
        Scene.Play(
            async scene =>
            {
                browser.Open(scene.Exchange.WebUrl);
                SetThePassword();
                Dictionary<string, string> secrets = AddEightTelephones();
                int provider = Ports.Next();
                _ = await scene.Kamailio(provider, ("892220", "outside"));
                AddTheParkExtension(provider);
                await ParkAndTakeBack(scene, secrets);
                ChangeByHand(scene);
                TwoPeopleAtOnce(scene);
                LookAtTheRest();
                new CareSteps(browser, scene.Exchange).Play();
                Assert.Equal("", string.Join("\n", browser.Complaints()));
            },
            new ExchangeSettings
            {
                Users = [],
                ParkExtensions = [],
                Web = true,
            }
        );

    [Fact]
    public Task Four_hundred_extensions_open_quickly() =>
        Scene.Play(
            scene =>
            {
                browser.Open(scene.Exchange.WebUrl);
                SetThePassword(pictures: false);
                browser.Open($"{scene.Exchange.WebUrl}/extensions");
                browser.Until("400 rows", () => browser.All("tbody tr").Count == 400);
                double took = (double)
                    browser.Driver.ExecuteScript(
                        "return performance.getEntriesByName('shown').at(-1).startTime"
                    )!;
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"A page of 400 extensions was shown after {took:0} ms"
                );
                Console.WriteLine($"A page of 400 extensions was shown after {took:0} ms");

                // An open page looks for its box when that has ended, and the browser complains in the next test.
                browser.Open("about:blank");
                _ = browser.Complaints();
                return Task.CompletedTask;
            },
            new ExchangeSettings
            {
                Users = [.. Enumerable.Range(1000, 400).Select(static n => $"{n}")],
                ParkExtensions = [],
                Web = true,
            }
        );

    private void SetThePassword(bool pictures = true)
    {
        browser.Shows("Welcome");
        if (pictures)
        {
            browser.Type("New password", "short");
            browser.Type("The same once more", "short");
            browser.Click("Set the password");
            browser.Says("Use at least 10 characters");
            browser.Picture("first-start");
        }

        browser.Type("New password", Password);
        browser.Type("The same once more", Password);
        browser.Click("Set the password");
        browser.Shows("Overview");
    }

    private Dictionary<string, string> AddEightTelephones()
    {
        browser.Go("Extensions");
        browser.Shows("Extensions Management");
        browser.Click("Add extensions");
        browser.Shows("Add extensions");
        browser.Type("Number", "1");
        browser.Click("Add");
        browser.Says("use 2 to 20 digits");
        Assert.Equal("1", browser.Field("Number").GetAttribute("value"));
        browser.Picture("extension-new");
        browser.Type("Number", "101");
        browser.Type("How many?", "8");
        browser.Type("Name", "Desk {number}");
        browser.Click("Add");
        browser.Shows("8 extensions are there");
        browser.Picture("extensions-added");
        return browser
            .All("tbody tr")
            .ToDictionary(
                static row => row.FindElements(By.TagName("td"))[0].Text,
                static row => row.FindElement(By.TagName("code")).Text
            );
    }

    private void AddTheParkExtension(int provider)
    {
        browser.Go("Extensions");
        browser.Click("Add extensions");
        browser.Choose("What is it?", "Call Park: a number where one call waits");
        browser.Type("Number", "77");
        browser.Type("Name", "Kitchen");
        browser.Click("Add");
        browser.Shows("77 Kitchen");
        browser.Click("Generate");
        Assert.Matches("^[0-9]{6}$", browser.Field("Password").GetAttribute("value"));
        browser.Type("Retrieve timeout", "soon");
        browser.Click("Save");
        browser.Says("use a time from");
        browser.Type("Retrieve timeout", "10m");
        browser.Picture("park-general");
        browser.Save();

        browser.Click("Park Access List");
        browser.Says("8 of 8");
        browser.Click("Add an entry");
        browser.All("fieldset input")[^1].SendKeys("10[1-4]");
        browser.Says("stands in the list");
        browser.Picture("park-access");
        browser.Click("Take * out");
        browser.Says("4 of 8");
        browser.Save();

        browser.Click("Retrieve Access List");
        browser.Says("8 of 8");
        browser.Type("Try a caller", "SIP:anna@example.net");
        browser.Says("is not in.");
        browser.Picture("retrieve-access");

        browser.Click("SIP account");
        browser.Type("Server", $"127.0.0.1:{provider}");
        browser.Type("User", "892220");
        browser.Field("Password").SendKeys("outside");
        browser.Click("Save");
        browser.Says("registered");
        browser.Until(
            "a registered account",
            () => browser.All(".pill.good").Any(static p => p.Text == "registered")
        );
        browser.Picture("park-account");
    }

    private async Task ParkAndTakeBack(Scene scene, Dictionary<string, string> secrets)
    {
        Baresip waits = await scene.Baresip("101", Voice.A, secret: secrets["101"]);
        Baresip parks = await scene.Baresip("102", Voice.B, secret: secrets["102"]);
        Baresip takes = await scene.Baresip("103", Voice.C, secret: secrets["103"]);
        browser.Go("Telephones");
        browser.Until("three telephones", () => browser.All("tbody tr[data-key]").Count == 3);
        browser.Picture("registrations");
        await Proof.Call(waits, parks);
        browser.Go("Calls now");
        browser.Says("talking");
        browser.Picture("calls");
        browser.Go("Parked calls");
        browser.Says("Nobody waits");
        await parks.Transfer("77");
        browser.Until("the parked call", () => browser.All("article[data-slot='77']").Count == 1);
        Assert.Equal("101", browser.TextOf("article .party"));
        string left = browser.TextOf("article .left");
        Assert.StartsWith("9:", left, StringComparison.Ordinal);
        browser.Until(
            "the time running down",
            () => browser.TextOf("article .left") is var now && now.Length > 0 && now != left
        );
        browser.Picture("parked");
        browser.Go("Extensions");
        browser.Until("the lamp of 77", () => browser.All("tr[data-key='77'] .lamp.on").Count == 1);
        browser.Picture("extensions");
        browser.Go("Parked calls");
        await parks.Closed();
        await Proof.TakeBack(takes, waits);
        browser.Says("Nobody waits");
    }

    /// <summary>What is edited by hand shows up in the page that is open.</summary>
    private void ChangeByHand(Scene scene)
    {
        browser.Open($"{scene.Exchange.WebUrl}/extensions/77");
        browser.Shows("77 Kitchen");
        string file = Path.Combine(scene.Exchange.Folder, "extensions.ini");
        string text = File.ReadAllText(file);
        File.WriteAllText(
            file,
            "; by hand\n"
                + text.Replace("name = Kitchen", "name = Cellar", StringComparison.Ordinal)
        );
        browser.Until(
            "the name written by hand",
            () => browser.Field("Name").GetAttribute("value") == "Cellar"
        );
    }

    /// <summary>Two people edit the same extension: the second is told, and nothing is overwritten.</summary>
    private void TwoPeopleAtOnce(Scene scene)
    {
        browser.Type("Name", "Attic");
        string file = Path.Combine(scene.Exchange.Folder, "extensions.ini");
        File.WriteAllText(
            file,
            File.ReadAllText(file).Replace("name = Cellar", "name = Hall", StringComparison.Ordinal)
        );
        browser.Says("Somebody else has changed this");
        Assert.Equal("Attic", browser.Field("Name").GetAttribute("value"));
        browser.Picture("conflict");
        browser.Click("Save");
        browser.Shows("77 Attic");
        Assert.StartsWith("; by hand\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    private void LookAtTheRest()
    {
        foreach (
            (string page, string name) in ((string, string)[])
                [
                    ("Overview", "overview"),
                    ("Outside lines", "trunks"),
                    ("System settings", "system"),
                    ("Update and restart", "update"),
                    ("Password and tokens", "access"),
                ]
        )
        {
            browser.Go(page);
            browser.Shows(page);
            browser.Picture(name);
        }

        browser.Go("Extensions");
        browser.Click("105");
        browser.Shows("105 Desk 105");
        browser.Click("Telephone set-up");
        browser.Click("Make a new secret");
        browser.Click("Make it");
        browser.Says("the secret is shown this once");
        browser.Picture("telephone");
        browser.Click("General");
        browser.Click("Delete…");
        browser.Says("Delete extension 105?");
        browser.Picture("delete");
        browser.Click("Delete");
        browser.Shows("Extensions Management");
        browser.SaysNoMore("Desk 105");
    }
}
