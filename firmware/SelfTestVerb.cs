using System.Net;
using QX200.Settings;
using QX200.Update;

namespace QX200;

/// <summary><c>qx200 selftest</c>: joins the parts that the system knows with the settings' ports.</summary>
internal static class SelfTestVerb
{
    public static int Run(string dataFolder, string version, TimeProvider clock, TextWriter output)
    {
        SettingsRead read = new SettingsFolder(dataFolder).ReadForStart();
        SipSettings sip = read.Failure is null ? read.Settings.System.Sip : new SipSettings();
        IReadOnlyList<PartCheck> parts = new SystemParts("/").Checks(
            clock,
            new IPEndPoint(sip.Bind, sip.Port)
        );
        return SelfTest.Run(parts, $"qx200 {version}", clock.GetUtcNow(), output);
    }
}
