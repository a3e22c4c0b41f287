using System.Net;
using Microsoft.Extensions.Logging;

namespace QX200.Web;

internal static partial class WebLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed by a fault of ours")]
    public static partial void Fault(ILogger log, string method, string path, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Somebody signed in from {From}")]
    public static partial void SignedIn(ILogger log, IPAddress from);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A wrong web password came from {From}")]
    public static partial void WrongPassword(ILogger log, IPAddress from);

    [LoggerMessage(Level = LogLevel.Information, Message = "The web password was set from {From}")]
    public static partial void PasswordSet(ILogger log, IPAddress from);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A technician's key was brought by the page from {From}: SSH as root is opened to {Key}"
    )]
    public static partial void TechnicianIn(ILogger log, IPAddress from, string key);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The technician's keys were taken out by the page from {From}"
    )]
    public static partial void TechnicianOut(ILogger log, IPAddress from);
}
