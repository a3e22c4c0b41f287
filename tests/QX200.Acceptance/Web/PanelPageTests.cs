using System.Text.Json;
using OpenQA.Selenium;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>The drawn box: a person with nothing but a browser, against the published program.</summary>
[Collection(BrowserTests.Name)]
public sealed class PanelPageTests(Browser browser)
{
    private static readonly ExchangeSettings TwoDesks = new()
    {
        Users = [],
        Lines = ["111", "112"],
        ParkExtensions = ["71", "72"],
        Web = true,
    };

    [Fact]
    public Task A_person_with_a_browser_calls_parks_and_takes_back() =>
        Scene.Play(
            async scene =>
            {
                string url = scene.Exchange.WebUrl;
                OpenPanel(url);
                browser.Until("three lamps", () => Lit() == "power status network");
                Snap("panel-1-quiet");

                Click(1, ".receiver");
                browser.Until("lamp 1", () => IsLit("line1"));
                await Press(1, "112");
                browser.Until("telephone 2 ringing", () => Count("#telephone2.ringing") == 1);
                Snap("panel-2-rings");
                browser.Until(
                    "who calls",
                    () => Text("#telephone2 .display-line") == "Analog 111 <111>"
                );
                Click(2, ".receiver");
                browser.Until("both in a call", BothTalk);
                Assert.Equal(0, Count(".telephone.ringing"));
                Snap("panel-3-talk");

                Click(1, ".flash");
                await Press(1, "*5");
                browser.Until("the park lamp", () => IsLit("park"));
                browser.Until(
                    "the parked call in words",
                    () => Text("#parked") == "A call waits on 71: dial 71 to take it."
                );
                Assert.Equal("on", await Lamp(url, "park"));
                browser.Picture("panel-4-parked");

                Click(1, ".receiver");
                browser.Until("receiver 1 down", () => Count("#telephone1.lifted") == 0);
                Assert.True(IsLit("park"));
                Click(1, ".receiver");
                browser.Until("receiver 1 up", () => Count("#telephone1.lifted") == 1);
                await Press(1, "71");
                browser.Until("the park lamp out", () => !IsLit("park"));
                browser.Until("both talking again", BothTalk);
                Snap("panel-5-back");

                Click(2, ".swap");
                Click(1, ".receiver");
                Click(2, ".receiver");
                browser.Until("all quiet", () => Count(".telephone.lifted") == 0);
                browser.Picture("panel-6-dial");
                Assert.Empty(browser.Complaints());
            },
            TwoDesks
        );

    [Fact]
    public Task A_keyboard_and_a_dial_are_enough_and_a_lost_connection_is_told() =>
        Scene.Play(
            async scene =>
            {
                OpenPanel(scene.Exchange.WebUrl);
                IWebElement receiver = browser.All("#telephone1 .receiver")[0];
                receiver.SendKeys(Keys.Enter);
                browser.Until("receiver 1 up", () => Count("#telephone1.lifted") == 1);
                browser.All("#telephone1 .swap")[0].SendKeys(Keys.Enter);
                browser.Until("the dial", () => browser.All("#telephone1 .dial")[0].Displayed);
                foreach (string digit in (string[])["1", "1", "2"])
                {
                    browser
                        .All($"#telephone1 .holes [data-digit='{digit}']")[0]
                        .SendKeys(Keys.Enter);
                }

                browser.Until("telephone 2 ringing", () => Count("#telephone2.ringing") == 1);
                browser.All("#telephone2 .receiver")[0].SendKeys("l");
                browser.Until("both in a call", BothTalk);
                receiver.SendKeys("l");
                browser.Until("receiver 1 down", () => Count("#telephone1.lifted") == 0);

                await scene.Exchange.DisposeAsync();
                browser.Until(
                    "the lost connection",
                    () =>
                        Text("#lost")
                            .StartsWith(
                                "The connection to the box is lost",
                                StringComparison.Ordinal
                            )
                );
                Snap("panel-7-lost");

                // The page goes on trying, and the browser on complaining, for as long as it is open.
                browser.Open("about:blank");
                _ = browser.Complaints();
            },
            TwoDesks
        );

    private void OpenPanel(string url)
    {
        View(1280, 1260);
        browser.Open($"{url}/panel");
        _ = browser.Complaints();
        browser.Until("the live state", () => Count("body[data-connected]") == 1);
        browser.Until("its number", () => Text("#telephone1 .name") == "Telephone 1 · 111");

        // What is sent may take its time on the way: every other order is slow. None overtakes another.
        browser.Driver.ExecuteScript(
            """
            const send = window.fetch;
            let orders = 0;
            window.fetch = (...order) =>
              new Promise((go) => setTimeout(go, orders++ % 2 === 0 ? 300 : 0)).then(() => send(...order));
            """
        );
    }

    private static async Task<string?> Lamp(string url, string lamp)
    {
        using var client = new HttpClient();
        using var state = JsonDocument.Parse(
            await client.GetStringAsync(new Uri($"{url}/panel/api/state"))
        );
        return state.RootElement.GetProperty("lamps").GetProperty(lamp).GetString();
    }

    private void Click(int telephone, string what) =>
        browser.All($"#telephone{telephone} {what}")[0].Click();

    // The telephone waits for the tone by itself.
    private async Task Press(int telephone, string keys)
    {
        foreach (char key in keys)
        {
            Click(telephone, $".key[data-key='{key}']");
            await Task.Delay(60);
        }
    }

    private bool BothTalk() =>
        Text("#telephone1 .display-state") == "in a call"
        && Text("#telephone2 .display-state") == "in a call";

    private int Count(string css) => browser.All(css).Count;

    private string Text(string css) => browser.All(css) is [var first, ..] ? first.Text : "";

    private bool IsLit(string lamp) => Count($".lamp[data-lamp='{lamp}'].lit") == 1;

    private string Lit() =>
        string.Join(
            ' ',
            browser.All(".lamp.lit").Select(static lamp => lamp.GetDomAttribute("data-lamp"))
        );

    private void Snap(string name)
    {
        View(1280, 1260);
        browser
            .Driver.GetScreenshot()
            .SaveAsFile(Path.Combine(Release.Root, "out", "screens", $"{name}.png"));
    }

    private void View(int width, int height) =>
        browser.Driver.ExecuteCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            new()
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = false,
            }
        );
}
