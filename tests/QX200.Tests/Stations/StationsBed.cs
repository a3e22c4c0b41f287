using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Tests.Settings;
using QX200.Tests.Sip;
using QX200.Tests.Sip.Messages;
using Xunit;

namespace QX200.Tests.Stations;

/// <summary>The Stations room over a whole SIP stack, on a network in memory with telephones that speak SIP texts.</summary>
internal sealed class StationsBed : IDisposable
{
    public const string BoxAddress = "192.0.2.1:5060";

    private const string Standard = """
        [extension:101]
        secret = s101
        [extension:102]
        secret = s102
        [extension:103]
        line = fxs1
        [extension:77]
        type = park
        """;

    private readonly StackHost _host;

    public StationsBed(string extensions = Standard, string system = "[sip]\ncontact-check = 0s\n")
    {
        _host = new StackHost(Network, BoxAddress) { Answer = Answer };
        Extensions = new Extensions(Read.Texts(system, extensions).Settings);
        Digest = new DigestServer("qx200", Network.Clock);
        Registrar = new Registrar(_host.Stack, Extensions, Digest, NullLogger.Instance);
        Accounts = new Accounts(_host.Stack, Registrar.Counters, NullLogger.Instance);
        Callers = new Callers(Extensions, Registrar, Accounts, Digest, NullLogger.Instance);
    }

    public MemoryNetwork Network { get; } = new();

    public StackHost Host => _host;

    public SignalLoop Loop => _host.Loop;

    public Extensions Extensions { get; }

    public DigestServer Digest { get; }

    public Registrar Registrar { get; }

    public Accounts Accounts { get; }

    public Callers Callers { get; }

    /// <summary>What <see cref="Callers"/> said of each request other than REGISTER.</summary>
    public List<Caller> Called { get; } = [];

    public TestPhone Phone(string number, string endPoint) => new(Network, _host, number, endPoint);

    public void NewSettings(string extensions, string system = "[sip]\ncontact-check = 0s\n")
    {
        Extensions.Take(Read.Texts(system, extensions).Settings);
        Registrar.SettingsChanged();
    }

    /// <summary>The contacts of an extension with what matters of each, in short.</summary>
    public string[] Contacts(string number) =>
        [
            .. Registrar
                .BindingsOf(number)
                .Select(b =>
                    $"{b.ContactUri} {Math.Ceiling(b.Remaining(Network.Clock).TotalSeconds)}"
                ),
        ];

    public void Dispose() => Loop.Dispose();

    private void Answer(ServerTransaction transaction)
    {
        if (transaction.Method == SipMethod.Register)
        {
            Registrar.Register(transaction);
            return;
        }

        Caller caller = Callers.Identify(transaction);
        Called.Add(caller);
        if (caller.Kind != CallerKind.Answered)
        {
            transaction.Respond(200);
        }
    }
}

/// <summary>A telephone as a test wants it: what it sends is written out, and it proves who it is when it is asked.</summary>
internal sealed class TestPhone(
    MemoryNetwork network,
    StackHost box,
    string number,
    string endPoint
)
{
    private readonly string _callId = $"call-{endPoint}";
    private uint _cseq;
    private int _branch;

    public RawHost Wire { get; } = new(network, endPoint);

    public string Number { get; } = number;

    public string User { get; set; } = number;

    public string Secret { get; set; } = $"s{number}";

    public bool OverTcp { get; set; }

    /// <summary>What the Via says; the telephone's own address where nothing translates it.</summary>
    public string SentBy { get; set; } = endPoint;

    public uint CSeq
    {
        get => _cseq;
        set => _cseq = value;
    }

    /// <summary>Registers with digest, and gives the last answer.</summary>
    public SipMessage Register(string contact, string more = "", string? to = null) =>
        Ask(
            "REGISTER",
            contact.Length == 0 ? more : $"Contact: {contact}\n{more}",
            to ?? $"<sip:{Number}@box>"
        );

    public SipMessage Ask(
        string method,
        string headers = "",
        string to = "<sip:77@box>",
        string? from = null,
        bool proves = true
    )
    {
        var client = new DigestClient(User, Secret);
        SipMessage first = Once(method, headers, to, from);
        return first.Status == 401 && proves && client.TryTake(first, hadCredentials: false)
            ? Once(method, headers + Credentials(client, method), to, from)
            : first;
    }

    /// <summary>One request without any proof, as it stands.</summary>
    public SipMessage Once(string method, string headers, string to, string? from = null)
    {
        string transport = OverTcp ? "TCP" : "UDP";
        int before = Wire.Got.Count;
        string[] lines =
        [
            $"{method} sip:box SIP/2.0",
            $"Via: SIP/2.0/{transport} {SentBy};rport;branch=z9hG4bK-{Wire.Wire.LocalEndPoint}-{++_branch}",
            "Max-Forwards: 70",
            $"From: {from ?? $"<sip:{Number}@box>"};tag=f{_branch}",
            $"To: {to}",
            $"Call-ID: {_callId}",
            $"CSeq: {++_cseq} {method}",
            .. headers.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            "Content-Length: 0",
        ];
        Wire.Send(OverTcp ? box.Tcp : box.Udp, string.Join('\n', lines) + "\n\n");
        Assert.True(Wire.Got.Count > before, "no answer came");
        return QX200.Tests.Sip.Messages.Wire.Read(Wire.Got[^1]);
    }

    private static string Credentials(DigestClient client, string method)
    {
        var writer = new SipWriter(new byte[2048]);
        client.WriteCredentials(ref writer, Encoding.ASCII.GetBytes(method), "sip:box"u8);
        return "\n" + writer.Written.Text().ReplaceLineEndings("\n");
    }
}
