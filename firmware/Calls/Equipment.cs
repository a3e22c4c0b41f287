using Microsoft.Extensions.Logging;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Runtime;
using QX200.Sip;
using QX200.Sip.Dialogs;

namespace QX200.Calls;

/// <summary>The front doors of the rooms that a leg works with.</summary>
/// <param name="Codecs">What the exchange offers, in order of preference ([media] codecs); changes with the settings.</param>
internal sealed record Equipment(
    SignalLoop Loop,
    SipStack Sip,
    SipUserAgent Agent,
    MediaEngine Media,
    LegTable Legs,
    Func<IReadOnlyList<Codec>> Codecs,
    ILogger Log
);
