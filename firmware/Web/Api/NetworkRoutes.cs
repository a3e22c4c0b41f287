using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Settings;

namespace QX200.Web.Api;

/// <summary>How the box is reached: <c>GET /api/v1/network</c>; and <c>POST /api/v1/restart</c>.</summary>
/// <param name="restart">Ends all calls and starts the program anew; returns at once.</param>
internal sealed class NetworkRoutes(SettingsStore store, Action restart)
{
    private readonly BoxSettings _atStart = store.InForce;

    public void Add(WebRoutes routes)
    {
        routes.Get("/api/v1/network", Door.Staff, c => c.Json(Write));
        routes.Post("/api/v1/restart", Door.Staff, Restart);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Environment.MachineName);
        json.WriteStartArray("interfaces");
        foreach (NetworkInterface one in Interfaces())
        {
            Write(json, one);
        }

        json.WriteEndArray();
        WriteAll(
            json,
            "gateways",
            Interfaces()
                .SelectMany(static i => i.GetIPProperties().GatewayAddresses)
                .Select(static g => g.Address)
        );
        WriteAll(
            json,
            "nameServers",
            Interfaces().SelectMany(static i => i.GetIPProperties().DnsAddresses)
        );
        json.WriteStartObject("sip");
        json.WriteString("bind", $"{_atStart.System.Sip.Bind}");
        json.WriteNumber("port", _atStart.System.Sip.Port);
        json.WriteNumber("tlsPort", _atStart.System.Sip.TlsPort);
        json.WriteEndObject();
        json.WriteStartObject("media");
        json.WriteNumber("portMin", _atStart.System.Media.PortMin);
        json.WriteNumber("portMax", _atStart.System.Media.PortMax);
        json.WriteEndObject();
        json.WriteStartObject("web");
        json.WriteString("bind", $"{_atStart.System.Web.Bind}");
        json.WriteNumber("port", _atStart.System.Web.Port);
        json.WriteNumber("tlsPort", _atStart.System.Web.TlsPort);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NetworkInterface one)
    {
        json.WriteStartObject();
        json.WriteString("name", one.Name);
        json.WriteBoolean("up", one.OperationalStatus == OperationalStatus.Up);
        json.WriteString(
            "mac",
            string.Join(
                ':',
                one.GetPhysicalAddress().GetAddressBytes().Select(static b => $"{b:x2}")
            )
        );
        if (one.Speed > 0)
        {
            json.WriteNumber("megabits", one.Speed / 1_000_000);
        }

        json.WriteStartArray("addresses");
        foreach (UnicastIPAddressInformation address in one.GetIPProperties().UnicastAddresses)
        {
            json.WriteStringValue($"{address.Address}/{address.PrefixLength}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<NetworkInterface> Interfaces()
    {
        try
        {
            return NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(static i => i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .OrderBy(static i => i.Name, StringComparer.Ordinal);
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<IPAddress> addresses)
    {
        json.WriteStartArray(name);
        foreach (
            IPAddress address in addresses
                .Where(static a =>
                    a.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
                )
                .Distinct()
        )
        {
            json.WriteStringValue($"{address}");
        }

        json.WriteEndArray();
    }

    private async Task Restart(HttpContext context)
    {
        if (await context.ReadObject() is null)
        {
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.CompleteAsync();
        restart();
    }
}
