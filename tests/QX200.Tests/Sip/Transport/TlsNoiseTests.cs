using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transport;

/// <summary>
/// Noise at the TLS port: hellos with bits turned over, cut short and repeated, and behind good handshakes SIP that is
/// cut anywhere. Nothing may throw, nothing may stay, and a telephone that comes afterwards is served.
/// </summary>
[Collection(TlsTests.Together)]
public sealed class TlsNoiseTests : IDisposable
{
    private const int Hellos = 150;
    private const int Streams = 12;

    private readonly X509Certificate2 _certificate = Certificate();
    private readonly Random _random = new(20261126);
    private readonly ConcurrentQueue<string> _unseen = [];

    public TlsNoiseTests() => TaskScheduler.UnobservedTaskException += Note;

    public void Dispose()
    {
        TaskScheduler.UnobservedTaskException -= Note;
        _certificate.Dispose();
    }

    [Fact]
    public async Task Mutated_hellos_and_broken_streams_leave_nothing_behind()
    {
        using var box = new LiveHost(certificate: () =>
            SslStreamCertificateContext.Create(_certificate, null, true)
        );
        byte[] hello = await Hello();
        for (int i = 0; i < Hellos; i++)
        {
            using Socket stranger = Connect(box);
            stranger.Send(Mutated(hello));
            if (i % 3 == 0)
            {
                // Gone at once, in the middle of whatever the box does.
                stranger.LingerState = new LingerOption(true, 0);
            }

            box.RunOnce();
        }

        for (int i = 0; i < Streams; i++)
        {
            using SslStream stream = Handshake(box);
            stream.Write(Mutated([.. LiveHost.Options($"z9hG4bK{i}", "TLS"), 13, 10, 13, 10]));
            box.RunOnce();
        }

        box.Until(() => box.Connections == 0);
        Assert.Equal(0, box.Faults);
        using SslStream phone = Handshake(box);
        phone.Write(LiveHost.Options("z9hG4bKlast", "TLS"));
        byte[] answer = new byte[4096];
        Task<int> read = phone.ReadAsync(answer).AsTask();
        box.Until(() => read.IsCompleted);
        Assert.StartsWith("SIP/2.0 200", Encoding.UTF8.GetString(answer, 0, await read));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.DoesNotContain(_unseen, static u => u.Contains("QX200.Sip.Transport"));
    }

    private void Note(object? sender, UnobservedTaskExceptionEventArgs fault) =>
        _unseen.Enqueue(fault.Exception.ToString());

    private byte[] Mutated(byte[] good)
    {
        byte[] bytes = [.. good];
        for (int flips = _random.Next(8); flips > 0; flips--)
        {
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return _random.Next(3) switch
        {
            0 => bytes[.._random.Next(1, bytes.Length)],
            1 => [.. bytes, .. bytes.AsSpan(_random.Next(bytes.Length))],
            _ => bytes,
        };
    }

    // What a client says first, as it would be heard by a server.
    private static async Task<byte[]> Hello()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using Socket heard = await listener.AcceptSocketAsync();
        using var stream = new SslStream(client.GetStream());
        using var stop = new CancellationTokenSource();
        Task shaking = stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "pbx.example.net" },
            stop.Token
        );
        byte[] hello = new byte[4096];
        int length = await heard.ReceiveAsync(hello);
        await stop.CancelAsync();
        await shaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return hello[..length];
    }

    private static Socket Connect(LiveHost box)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, box.Stack.TlsPort);
        return socket;
    }

    private static SslStream Handshake(LiveHost box)
    {
        for (int attempt = 0; ; attempt++)
        {
            var stream = new SslStream(
                new NetworkStream(Connect(box), ownsSocket: true),
                leaveInnerStreamOpen: false,
                static (_, certificate, _, _) => certificate is not null
            );
            Task done = stream.AuthenticateAsClientAsync("pbx.example.net");
            box.Until(() => done.IsCompleted);
            if (done.IsCompletedSuccessfully)
            {
                return stream;
            }

            // Turned away while the noise still fills the places of this address.
            stream.Dispose();
            Assert.True(attempt < 200, $"no handshake: {done.Exception}");
        }
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(
            "CN=pbx.example.net",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
