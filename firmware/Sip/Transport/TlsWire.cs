using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace QX200.Sip.Transport;

/// <summary>TLS 1.2 or 1.3 over TCP, as server or as client.</summary>
internal sealed class TlsWire : StreamWire
{
    private readonly Func<SslStreamCertificateContext>? _certificate;
    private readonly ServerProof? _proof;
    private SslStream? _stream;

    private TlsWire(
        Socket socket,
        Func<SslStreamCertificateContext>? certificate,
        ServerProof? proof
    )
        : base(socket)
    {
        _certificate = certificate;
        _proof = proof;
    }

    /// <summary>For a connection that came in.</summary>
    /// <param name="certificate">Asked at each handshake, on a pool thread.</param>
    public static TlsWire AsServer(Socket socket, Func<SslStreamCertificateContext> certificate) =>
        new(socket, certificate, proof: null);

    /// <summary>For a connection to <paramref name="server"/>.</summary>
    public static TlsWire AsClient(Socket socket, ExpectedServer server) =>
        new(socket, certificate: null, new ServerProof(server));

    /// <summary>The handshake.</summary>
    public override async ValueTask<bool> TryOpenAsync(CancellationToken limit)
    {
        try
        {
            _stream = new SslStream(new NetworkStream(Socket, ownsSocket: false));
            if (_proof is not null)
            {
                await _stream.AuthenticateAsClientAsync(_proof.Options, limit);
            }
            else
            {
                await _stream.AuthenticateAsServerAsync(ServerOptions(), limit);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            Fault = "the TLS handshake takes too long";
            return false;
        }
        catch (Exception fault) when (IsThePeers(fault))
        {
            Fault = _proof?.Refusal is { Length: > 0 } refusal ? refusal : Sentence(fault);
            return false;
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> into)
    {
        try
        {
            return await _stream!.ReadAsync(into);
        }
        catch (Exception fault) when (IsThePeers(fault))
        {
            return 0;
        }
    }

    public override async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream!.WriteAsync(bytes);
            return bytes.Length;
        }
        catch (Exception fault) when (IsThePeers(fault))
        {
            return 0;
        }
    }

    public override void Dispose()
    {
        _stream?.Dispose();
        base.Dispose();
    }

    private SslServerAuthenticationOptions ServerOptions() =>
        new()
        {
            ServerCertificateContext = _certificate!(),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        };

    // What SslStream throws for bytes that are no TLS, for ends that come too early, and for a stream that the other
    // side of this connection's own work has closed.
    private static bool IsThePeers(Exception fault) =>
        fault
            is IOException
                or AuthenticationException
                or CryptographicException
                or SocketException
                or ObjectDisposedException
                or InvalidOperationException;

    private static string Sentence(Exception fault)
    {
        // The innermost says what OpenSSL said.
        Exception root = fault.GetBaseException();
        string text = root.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return $"TLS does not come about ({(text.Length > 120 ? text[..120] : text)})";
    }
}
