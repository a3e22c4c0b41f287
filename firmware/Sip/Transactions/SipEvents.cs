using Microsoft.Extensions.Logging;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>What the SIP stack logs.</summary>
internal sealed partial class SipEvents(ILogger log)
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "SIP listens at {EndPoint}, UDP and TCP"
    )]
    public partial void Listening(System.Net.IPEndPoint endPoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "SIP over TLS listens at port {Port}")]
    public partial void ListeningTls(int port);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "A message from {Source} was rejected: {Reason}"
    )]
    public partial void MessageRejected(SipPeer source, SipRejection reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A response to {Method} from {Source} did not fit its buffer and became a 500"
    )]
    public partial void ResponseTooLarge(SipPeer source, SipMethod method);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A {Method} to {Target} did not fit its buffer and was not sent"
    )]
    public partial void RequestTooLarge(SipPeer target, SipMethod method);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No address is known for {Host}")]
    public partial void Unresolved(string host);
}
