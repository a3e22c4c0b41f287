using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using QX200.Web;
using Xunit;

namespace QX200.Tests.Web;

public sealed class GateTests
{
    private static readonly IPAddress s_box = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_desk = IPAddress.Parse("192.0.2.50");

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void The_box_itself_is_served_over_plain_HTTP(string from, string to)
    {
        DefaultHttpContext context = Request("GET", IPAddress.Parse(from), IPAddress.Parse(to));
        Assert.Equal(200, Pass(context, Door.Public));
    }

    [Fact]
    public void Everybody_else_is_led_to_HTTPS_with_path_and_query()
    {
        DefaultHttpContext context = Request("GET", s_desk, s_box);
        context.Request.Path = "/extensions/77";
        context.Request.QueryString = new QueryString("?tab=lists");
        Assert.Equal(308, Pass(context, Door.Public));
        Assert.Equal(
            "https://192.0.2.1:8443/extensions/77?tab=lists",
            context.Response.Headers.Location
        );
    }

    [Fact]
    public void Without_HTTPS_there_is_nothing_for_others()
    {
        DefaultHttpContext context = Request("GET", s_desk, s_box);
        Assert.Equal(403, Pass(context, Door.Public, tlsPort: 0));
    }

    [Fact]
    public void Over_HTTPS_everybody_is_served()
    {
        DefaultHttpContext context = Request("GET", s_desk, s_box);
        context.Request.Scheme = "https";
        Assert.Equal(200, Pass(context, Door.Public));
    }

    [Theory]
    [InlineData("GET", Door.Staff, false, 401)]
    [InlineData("GET", Door.Staff, true, 401)]
    [InlineData("GET", Door.Public, false, 200)]
    [InlineData("GET", Door.Loopback, false, 401)]
    [InlineData("GET", Door.Loopback, true, 200)]
    internal void A_door_lets_in_whom_it_is_for(string method, Door door, bool onBox, int status)
    {
        DefaultHttpContext context = Request(method, onBox ? s_box : s_desk, s_box);
        context.Request.Scheme = "https";
        Assert.Equal(status, Pass(context, door));
    }

    [Fact]
    public void A_route_that_does_not_exist_is_not_told_to_strangers()
    {
        DefaultHttpContext context = Request("GET", s_box, s_box);
        Assert.Equal(401, Pass(context, null));
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("localhost", 200)]
    [InlineData("LocalHost:8080", 200)]
    [InlineData("192.0.2.1:8080", 200)]
    [InlineData("[2001:db8::1]:8080", 200)]
    [InlineData("exchange", 200)]
    [InlineData("exchange.local", 200)]
    [InlineData("pbx.example.net", 200)]
    [InlineData("", 421)]
    public void Only_names_of_this_box_are_answered(string host, int status)
    {
        DefaultHttpContext context = Request("GET", s_box, s_box);
        context.Request.Host = new HostString(host);
        Assert.Equal(status, Pass(context, Door.Public));
    }

    [Theory]
    [InlineData("POST", "Origin", "http://evil.example", 403)]
    [InlineData("POST", "Origin", "null", 403)]
    [InlineData("POST", "Origin", "http://192.0.2.1:8080", 200)]
    [InlineData("POST", "Origin", "https://192.0.2.1:8080", 403)]
    [InlineData("POST", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("DELETE", "Sec-Fetch-Site", "same-site", 403)]
    [InlineData("POST", "Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("GET", "Origin", "http://evil.example", 200)]
    public void Pages_of_other_sites_change_nothing(
        string method,
        string header,
        string value,
        int status
    )
    {
        DefaultHttpContext context = Request(method, s_box, s_box);
        context.Request.Headers[header] = value;
        Assert.Equal(status, Pass(context, Door.Public));
    }

    [Fact]
    public void A_WebSocket_of_another_site_is_refused()
    {
        DefaultHttpContext context = Request("GET", s_box, s_box);
        context.Request.Headers.Upgrade = "websocket";
        context.Request.Headers.Origin = "http://evil.example";
        Assert.Equal(403, Pass(context, Door.Loopback));
    }

    [Fact]
    public void Every_answer_says_how_a_browser_should_treat_it()
    {
        DefaultHttpContext context = Request("GET", s_box, s_box);
        Pass(context, Door.Public);
        IHeaderDictionary headers = context.Response.Headers;
        Assert.Contains("frame-ancestors 'none'", headers.ContentSecurityPolicy.ToString());
        Assert.DoesNotContain("unsafe", headers.ContentSecurityPolicy.ToString());
        Assert.Equal("nosniff", headers.XContentTypeOptions);
        Assert.Equal("no-referrer", headers["Referrer-Policy"]);
        Assert.Equal("no-store", headers.CacheControl);
    }

    private static DefaultHttpContext Request(string method, IPAddress from, IPAddress to)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("192.0.2.1", 8080);
        context.Connection.RemoteIpAddress = from;
        context.Connection.LocalIpAddress = to;
        return context;
    }

    /// <summary>Nobody has a token here: whoever is asked for one gets 401.</summary>
    private static int Pass(DefaultHttpContext context, Door? door, int tlsPort = 8443)
    {
        var gate = new Gate(
            new WebOptions
            {
                Bind = IPAddress.Any,
                Port = 8080,
                TlsPort = tlsPort,
                Certificate = () => throw new InvalidOperationException("no handshake here"),
            },
            new HostNames(() => ["pbx.example.net"], "exchange"),
            new NoStaff()
        );
        if (door is { } known)
        {
            context.SetEndpoint(
                new RouteEndpoint(
                    _ => Task.CompletedTask,
                    RoutePatternFactory.Parse("/"),
                    0,
                    new EndpointMetadataCollection(new RouteTerms(known, 1)),
                    null
                )
            );
        }

        gate.Admit(context, _ => Task.CompletedTask).GetAwaiter().GetResult();
        return context.Response.StatusCode;
    }

    private sealed class NoStaff : IAdmission
    {
        public Task Admit(HttpContext context, RequestDelegate next)
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }
    }
}
