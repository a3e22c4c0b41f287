using System.Diagnostics.CodeAnalysis;
using Deque.AxeCore.Commons;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>A headless Chromium that finds things by their words, as people do, and takes pictures into <c>out/screens</c>.</summary>
public sealed class Browser : IDisposable
{
    private static readonly (string Theme, int Width, int Height)[] s_views =
    [
        ("light", 1280, 800),
        ("dark", 1280, 800),
        ("light", 400, 800),
        ("dark", 400, 800),
    ];

    private const string Said = "#said p";

    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();

    private readonly string _screens = Path.Combine(Release.Root, "out", "screens");
    private readonly string _profile = Directory.CreateTempSubdirectory("qx200-browser-").FullName;
    private readonly ChromeDriverService _service;

    public Browser()
    {
        Directory.CreateDirectory(_screens);
        _service = ChromeDriverService.CreateDefaultService("/usr/bin", "chromedriver");
        _service.SuppressInitialDiagnosticInformation = true;
        var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium" };
        options.AddArguments(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,800",
            $"--user-data-dir={_profile}"
        );
        options.SetLoggingPreference(LogType.Browser, LogLevel.Warning);
        Driver = new ChromeDriver(_service, options, TimeSpan.FromMinutes(3));
        Driver.Manage().Timeouts().AsynchronousJavaScript = TimeSpan.FromMinutes(2);
        Driver.Manage().Timeouts().PageLoad = TimeSpan.FromMinutes(2);
    }

    internal ChromeDriver Driver { get; }

    public void Open(string url) => Driver.Navigate().GoToUrl(url);

    /// <summary>Waits until a page with this heading is shown.</summary>
    public void Shows(string heading) =>
        Until(
            $"the page \"{heading}\"",
            () => All("h1").Any(h => h.Text.Contains(heading, StringComparison.Ordinal))
        );

    /// <summary>Waits until the page has these words somewhere.</summary>
    public void Says(string words) =>
        Until(
            $"the words \"{words}\"",
            () =>
                Driver
                    .FindElement(By.TagName("body"))
                    .Text.Contains(words, StringComparison.Ordinal)
        );

    public void SaysNoMore(string words) =>
        Until(
            $"the words \"{words}\" gone",
            () =>
                !Driver
                    .FindElement(By.TagName("main"))
                    .Text.Contains(words, StringComparison.Ordinal)
        );

    /// <summary>The input, choice or text that belongs to a label.</summary>
    public IWebElement Field(string label) => Find(FieldOf(label), $"a field \"{label}\"");

    /// <summary>Types anew if the page changes under the hand.</summary>
    public void Type(string label, string text) =>
        Until(
            $"a field \"{label}\" to type into",
            () =>
            {
                if (Visible(FieldOf(label)) is not { } field)
                {
                    return false;
                }

                field.Clear();
                field.SendKeys(text);
                return true;
            }
        );

    public void Choose(string label, string option) =>
        Until(
            $"\"{option}\" to choose at \"{label}\"",
            () => TryClick($"{FieldOf(label)}/option[normalize-space()='{option}']")
        );

    /// <summary>A button or link by its words.</summary>
    public void Click(string words) =>
        Until(
            $"a button \"{words}\"",
            () =>
            {
                // While a dialog is open, nothing behind it can be clicked.
                string place = All("dialog[open]").Count > 0 ? "//dialog[@open]" : "//body";
                return TryClick(
                    $"({place}//button|{place}//a|{place}//summary)[normalize-space()='{words}' or starts-with(normalize-space(),'{words}')]"
                );
            }
        );

    /// <summary>Saves, and waits until that is said: what was said of an earlier time may still stand there.</summary>
    public void Save(string button = "//main//button[normalize-space()='Save']")
    {
        IReadOnlyList<IWebElement> before = All(Said);
        Until("a button to save with", () => TryClick(button));
        Until(
            "\"Saved.\"",
            () => All(Said).Any(said => !before.Contains(said) && said.Text.Contains("Saved."))
        );
    }

    /// <summary>A page of the menu.</summary>
    public void Go(string page) =>
        Until(
            $"the page \"{page}\"",
            () => TryClick($"//nav//a[starts-with(normalize-space(),'{page}')]")
        );

    /// <summary>The words of the first such thing; empty where there is none at the moment.</summary>
    public string TextOf(string css)
    {
        string text = "";
        Until(
            $"the words of {css}",
            () =>
            {
                text = All(css) is [var first, ..] ? first.Text : "";
                return true;
            }
        );
        return text;
    }

    public IReadOnlyList<IWebElement> All(string css) => Driver.FindElements(By.CssSelector(css));

    /// <summary>
    /// Pictures of the page, wide and narrow, light and dark; and no fault that keeps people out, nor anything that
    /// sticks out of the screen.
    /// </summary>
    public void Picture(string name)
    {
        foreach ((string theme, int width, int height) in s_views)
        {
            Emulate(theme, width, height);
            var taken =
                (Dictionary<string, object>)
                    Driver.ExecuteCdpCommand(
                        "Page.captureScreenshot",
                        new() { ["captureBeyondViewport"] = true, ["format"] = "png" }
                    )!;
            File.WriteAllBytes(
                Path.Combine(_screens, $"{name}-{width}-{theme}.png"),
                Convert.FromBase64String((string)taken["data"])
            );
            long over = (long)
                Driver.ExecuteScript("return document.documentElement.scrollWidth - innerWidth")!;
            Assert.True(over <= 0, $"{name} at {width} sticks out by {over} pixels");
            AxeFaults(name, $"{width}-{theme}");
        }

        Emulate("light", 1280, 800);
    }

    /// <summary>What the browser complained about since the last time: nothing, on pages that are right.</summary>
    public IReadOnlyList<string> Complaints() =>
        [
            .. Driver
                .Manage()
                .Logs.GetLog(LogType.Browser)
                .Select(static l => l.Message)
                .Where(static m => !m.Contains("status of 4", StringComparison.Ordinal)),
        ];

    public void Until(string what, Func<bool> holds)
    {
        long begun = Environment.TickCount64;
        while (!Holds(holds))
        {
            if (Environment.TickCount64 - begun > Patience.Soon.TotalMilliseconds)
            {
                throw new TimeoutException(
                    $"There was no sign of {what} at {Driver.Url}:\n{Driver.FindElement(By.TagName("body")).Text}"
                );
            }

            Thread.Sleep(50);
        }
    }

    public void Dispose()
    {
        Driver.Quit();
        Driver.Dispose();
        _service.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // The browser's last processes may still be writing; the folder is the system's to clean.
        }
    }

    private void Emulate(string theme, int width, int height)
    {
        Driver.ExecuteCdpCommand(
            "Emulation.setEmulatedMedia",
            new()
            {
                ["features"] = new[]
                {
                    new Dictionary<string, object>
                    {
                        ["name"] = "prefers-color-scheme",
                        ["value"] = theme,
                    },
                },
            }
        );
        Driver.ExecuteCdpCommand(
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

    private void AxeFaults(string name, string view)
    {
        Driver.ExecuteScript(s_axe);
        var faults =
            (IReadOnlyCollection<object>)
                Driver.ExecuteAsyncScript(
                    """
                    const done = arguments[arguments.length - 1];
                    axe.run(document, { resultTypes: ['violations'] }).then((found) => done(found.violations
                      .filter((one) => one.impact !== 'minor')
                      .map((one) => `${one.impact} ${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).join(', ')}`)));
                    """
                )!;
        Assert.Empty(faults.Select(fault => $"{name} {view}: {fault}"));
    }

    private IWebElement Find(string xpath, string what)
    {
        IWebElement? found = null;
        Until(
            what,
            () =>
            {
                found = Visible(xpath);
                return found is not null;
            }
        );
        return found!;
    }

    private static string FieldOf(string label) =>
        $"//*[@id=//label[normalize-space()='{label}']/@for]";

    private IWebElement? Visible(string xpath) =>
        Driver.FindElements(By.XPath(xpath)).FirstOrDefault(static e => e.Displayed);

    private bool TryClick(string xpath)
    {
        if (Visible(xpath) is not { } button)
        {
            return false;
        }

        // Under a bar that stands still on a narrow screen nothing can be clicked.
        Driver.ExecuteScript("arguments[0].scrollIntoView({ block: 'center' })", button);
        button.Click();
        return true;
    }

    [SuppressMessage(
        "Style",
        "RCS1075",
        Justification = "the page may change while it is looked at"
    )]
    private static bool Holds(Func<bool> holds)
    {
        try
        {
            return holds();
        }
        catch (StaleElementReferenceException)
        {
            return false;
        }
        catch (ElementClickInterceptedException)
        {
            // Something passes over it.
            return false;
        }
    }
}
