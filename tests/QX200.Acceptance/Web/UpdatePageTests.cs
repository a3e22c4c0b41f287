using System.Net;
using System.Net.Http.Headers;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>An owner updates his box over its page: what is refused, what is asked, what is waited for, and how it ends.</summary>
[Collection(BrowserTests.Name)]
public sealed class UpdatePageTests(Browser browser)
{
    private const string Password = "a horse in the cellar";
    private const string PublicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFFRhdUm27YA6ywSpt1GUROpkE9h3HAdoExEljTdmcit anna@bench";

    [Fact]
    public async Task A_box_is_updated_over_its_page()
    {
        string folder = Path.Combine(Release.Root, "out", "acceptance", "update-page");
        string root = Directory.CreateTempSubdirectory("qx200-slots-").FullName;
        try
        {
            var box = new TwoSlots(root);
            await Scene.Play(
                scene => Play(scene, box),
                new ExchangeSettings
                {
                    Users = ["101", "102"],
                    Web = true,
                    System = "[update]\ntrial = 2s\nlate-ticks = 100\n",
                    Environment = box.Environment,
                },
                folder
            );
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private async Task Play(Scene scene, TwoSlots box)
    {
        using var over = new CancellationTokenSource();
        Task units = box.Attend(over.Token);
        try
        {
            browser.Open(scene.Exchange.WebUrl);
            browser.Shows("Welcome");
            browser.Type("New password", Password);
            browser.Type("The same once more", Password);
            browser.Click("Set the password");
            browser.Shows("Overview");
            browser.Go("Update and restart");
            browser.Says("A, of A and B");
            browser.Says("version 1.3.9");
            browser.Says("has proven itself");
            browser.Picture("update-quiet");
            WhatIsRefused(box);
            await WhatIsCancelled(scene, box);
            await AGoodOne(scene, box);
            await ASickOne(scene, box);
            ATechniciansKey();
            AnEndedSession();
        }
        finally
        {
            // An open page looks for its box when that has ended, and the browser complains in the next test.
            browser.Open("about:blank");
            _ = browser.Complaints();
            await over.CancelAsync();
            box.LetGo();
            await units;
        }
    }

    private void WhatIsRefused(TwoSlots box)
    {
        Drop("notes.txt", "no bundle");
        browser.Click("Upload and install");
        browser.Says("notes.txt is no bundle: choose the file whose name ends in .raucb.");

        Upload(box.Bundle("9.0.5", 100_000, signedBy: "stranger"));
        browser.Says("The bundle was refused.");
        browser.Says(
            "The bundle's signature is not one that this box trusts: nothing was written."
        );
        Assert.Equal("failed", Check("signature"));
        browser.Picture("update-stranger");

        Upload(box.Bundle("1.2.0", 100_000));
        browser.Says("Version 1.2.0 is older than 1.4.0, which runs. Install it all the same?");
        Assert.Equal("passed", Check("board"));
        Assert.Equal("failed", Check("version"));
        browser.Picture("update-older");
        browser.Click("Leave it");
        browser.SaysNoMore("Install it all the same?");
        Assert.Equal("", box.Read("data/update/installed"));
    }

    private async Task WhatIsCancelled(Scene scene, TwoSlots box)
    {
        Throttle(100_000);
        string bundle = box.Bundle("9.0.1", 10_000_000);
        Upload(bundle);
        browser.Says("Uploading 9.0.1-company.raucb.");
        browser.Until(
            "the bar moving",
            () =>
                browser.All("progress") is [var bar, ..]
                && double.Parse(
                    bar.GetAttribute("value")!,
                    System.Globalization.CultureInfo.InvariantCulture
                ) > 1
        );
        using HttpClient script = await Script(scene);

        // It is turned away without a look at what it sends: a little of it is on its way before the answer is there.
        using var little = new ByteArrayContent(new byte[64]);
        using HttpResponseMessage second = await script.PostAsync("/api/v1/update", little);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains(
            "Another bundle is just being uploaded",
            await second.Content.ReadAsStringAsync()
        );
        browser.Picture("update-uploading");
        browser.Click("Cancel the upload");
        browser.Says("The upload of 9.0.1-company.raucb was cancelled. Nothing has been changed.");
        Throttle(-1);
        browser.Until(
            "the end of the half bundle",
            () => !File.Exists(Path.Combine(box.Root, "data/update/upload/bundle.raucb"))
        );
    }

    private async Task AGoodOne(Scene scene, TwoSlots box)
    {
        Baresip waits = await scene.Baresip("101", Voice.A);
        Baresip parks = await scene.Baresip("102", Voice.B);
        await Proof.Call(waits, parks);
        await parks.Transfer("77");
        await parks.Closed();
        box.Hold();
        Upload(Path.Combine(box.Root, "bundles", "9.0.1-company.raucb"));
        browser.Says("Writing version 9.0.1 into the other system.");
        Assert.Equal("passed", Check("content"));
        browser.Says("Now: 1 call, which is parked.");
        browser.Picture("update-writing");
        box.LetGo();
        browser.Says("Version 9.0.1 is installed.");
        browser.Says("waits until nobody is on the telephone: 1 call, which is parked. In ");
        browser.Picture("update-installed");
        browser.Click("Restart now…");
        browser.Until("the question", () => browser.All("dialog[open]").Count == 1);
        browser.Click("Restart");
        await GoDown(scene, box);
        browser.Picture("update-lost");
        box.BootInstalled();
        await scene.Exchange.Begin();
        browser.Says("Version 9.0.1 runs and has proven itself.");
        Assert.Contains(
            scene.Exchange.Records(),
            static record => record.GetProperty("outcome").GetString() == "stopped"
        );
        browser.Picture("update-proven");
        SignIn();
        browser.Says("B, of A and B");
        browser.Says("version 1.4.0");
    }

    private async Task ASickOne(Scene scene, TwoSlots box)
    {
        using HttpClient script = await Script(scene);
        using HttpResponseMessage taken = await Send(script, box.Bundle("9.0.2", 100_000));
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await GoDown(scene, box);
        box.Boot("A", "9.0.2", "2222222");

        // However long the page takes to be looked at, this trial is not over.
        string settings = Path.Combine(scene.Exchange.Folder, "system.ini");
        string text = await File.ReadAllTextAsync(settings);
        Assert.Contains("trial = 2s", text);
        await File.WriteAllTextAsync(settings, text.Replace("trial = 2s", "trial = 4m"));
        await scene.Exchange.Begin();
        browser.Says("Version 9.0.2 runs and");
        await scene.Exchange.DisposeAsync();
        box.Write("data/update/sick", "9.0.2 2222222 its own SIP port does not answer\n");
        box.Boot("B", "9.0.1", "2222222");
        await scene.Exchange.Begin();
        browser.Says("Version 9.0.2 did not prove itself.");
        browser.Says("What ailed it: its own SIP port does not answer.");
        browser.Picture("update-fell-back");
        SignIn();
        browser.Says("Version 9.0.2 did not prove itself.");
    }

    private void ATechniciansKey()
    {
        browser.Type("Public key", PublicKey);
        browser.Field("Password of these pages").SendKeys("wrong");
        browser.Click("Let the technician in");
        browser.Says("that is not the password of these pages");
        browser.Type("Password of these pages", Password);
        browser.Click("Let the technician in");
        browser.Says("SSH as root is open to this key");
        browser.Says("SHA256:69Tt1yv2VlOaUqnSV4ZRzIhJQXKsba2ei2Y8d3SsNMg");
        browser.Picture("technician");
        browser.Open(new Uri(new Uri(browser.Driver.Url), "/").ToString());
        browser.Says("A technician's key is in: SSH as root is open.");
        browser.Go("Update and restart");
        browser.Click("Take it out");
        browser.Says("No key is in: SSH is shut.");
    }

    private void AnEndedSession()
    {
        browser.Driver.Manage().Cookies.DeleteCookieNamed("qx200-session");
        browser.Says("Your session has ended");
        browser.Until(
            "every button of the page gone",
            () => !browser.All("main button").Any(static button => button.Displayed)
        );
        SignIn();
    }

    /// <summary>A file is dragged over the page and let go.</summary>
    private void Drop(string name, string content)
    {
        _ = browser.Field("Signed bundle");
        browser.Driver.ExecuteScript(
            """
            const dragged = new DataTransfer();
            dragged.items.add(new File([arguments[1]], arguments[0]));
            document.querySelector("form:has(#bundle)").dispatchEvent(
              new DragEvent("drop", { dataTransfer: dragged, bubbles: true, cancelable: true }));
            """,
            name,
            content
        );
    }

    /// <summary>The box restarts, as the program has asked, and the page sees it go.</summary>
    private async Task GoDown(Scene scene, TwoSlots box)
    {
        browser.Until("the wish for a restart", () => box.RestartIsAsked);
        await scene.Exchange.DisposeAsync();
        browser.Says("The connection to the box is lost.");
    }

    private void SignIn()
    {
        browser.Click("Sign in");
        browser.Shows("Sign in");
        browser.Type("Password", Password);
        browser.Click("Sign in");
        browser.Shows("Update and restart");
    }

    private void Upload(string file)
    {
        browser.Field("Signed bundle").SendKeys(file);
        browser.Click("Upload and install");
    }

    private string Check(string name) => browser.TextOf($"[data-check={name}] .pill");

    private void Throttle(int bytesEachSecond)
    {
        browser.Driver.ExecuteCdpCommand("Network.enable", []);
        browser.Driver.ExecuteCdpCommand(
            "Network.emulateNetworkConditions",
            new()
            {
                ["offline"] = false,
                ["latency"] = 0,
                ["downloadThroughput"] = -1,
                ["uploadThroughput"] = bytesEachSecond,
            }
        );
    }

    private static async Task<HttpClient> Script(Scene scene)
    {
        var http = new HttpClient { BaseAddress = new Uri(scene.Exchange.WebUrl) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await scene.Exchange.Token()
        );
        return http;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, string bundle)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(bundle));
        return await http.PostAsync("/api/v1/update", content);
    }
}
