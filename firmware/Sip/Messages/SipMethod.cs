namespace QX200.Sip.Messages;

/// <summary>The request methods that the exchange knows; any other token is <see cref="Other"/>.</summary>
internal enum SipMethod : byte
{
    Other,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Update,
    Info,
    Refer,
    Notify,
    Subscribe,
    Message,
    Prack,
    Publish,
}

/// <summary>Method names as they stand on the wire; they are case-sensitive (RFC 3261 7.1).</summary>
internal static class SipMethods
{
    public static SipMethod Identify(ReadOnlySpan<byte> text) =>
        text.Length switch
        {
            3 when text.SequenceEqual("ACK"u8) => SipMethod.Ack,
            3 when text.SequenceEqual("BYE"u8) => SipMethod.Bye,
            4 when text.SequenceEqual("INFO"u8) => SipMethod.Info,
            5 when text.SequenceEqual("REFER"u8) => SipMethod.Refer,
            5 when text.SequenceEqual("PRACK"u8) => SipMethod.Prack,
            6 when text.SequenceEqual("INVITE"u8) => SipMethod.Invite,
            6 when text.SequenceEqual("CANCEL"u8) => SipMethod.Cancel,
            6 when text.SequenceEqual("UPDATE"u8) => SipMethod.Update,
            6 when text.SequenceEqual("NOTIFY"u8) => SipMethod.Notify,
            7 when text.SequenceEqual("OPTIONS"u8) => SipMethod.Options,
            7 when text.SequenceEqual("MESSAGE"u8) => SipMethod.Message,
            7 when text.SequenceEqual("PUBLISH"u8) => SipMethod.Publish,
            8 when text.SequenceEqual("REGISTER"u8) => SipMethod.Register,
            9 when text.SequenceEqual("SUBSCRIBE"u8) => SipMethod.Subscribe,
            _ => SipMethod.Other,
        };

    /// <summary>The name on the wire; empty for <see cref="SipMethod.Other"/>.</summary>
    public static ReadOnlySpan<byte> Text(this SipMethod method) =>
        method switch
        {
            SipMethod.Invite => "INVITE"u8,
            SipMethod.Ack => "ACK"u8,
            SipMethod.Bye => "BYE"u8,
            SipMethod.Cancel => "CANCEL"u8,
            SipMethod.Options => "OPTIONS"u8,
            SipMethod.Register => "REGISTER"u8,
            SipMethod.Update => "UPDATE"u8,
            SipMethod.Info => "INFO"u8,
            SipMethod.Refer => "REFER"u8,
            SipMethod.Notify => "NOTIFY"u8,
            SipMethod.Subscribe => "SUBSCRIBE"u8,
            SipMethod.Message => "MESSAGE"u8,
            SipMethod.Prack => "PRACK"u8,
            SipMethod.Publish => "PUBLISH"u8,
            _ => default,
        };
}
