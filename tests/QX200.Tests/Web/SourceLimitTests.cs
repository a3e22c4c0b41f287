using System.Net;
using Microsoft.AspNetCore.Connections;
using QX200.Web;
using Xunit;

namespace QX200.Tests.Web;

public sealed class SourceLimitTests
{
    private readonly SourceLimit _limit = new(2);
    private readonly List<TaskCompletionSource> _served = [];

    [Fact]
    public async Task An_address_holds_so_many_connections_and_no_more()
    {
        Task first = Connect("192.0.2.50");
        Task second = Connect("192.0.2.50");
        Assert.Equal(2, _served.Count);
        await Connect("192.0.2.50");
        Assert.Equal(2, _served.Count);
        Task other = Connect("192.0.2.51");
        Assert.Equal(3, _served.Count);
        _served[0].SetResult();
        await first;
        Task again = Connect("192.0.2.50");
        Assert.Equal(4, _served.Count);
        _served.ForEach(static s => s.TrySetResult());
        await Task.WhenAll(second, other, again);
    }

    [Fact]
    public async Task The_box_itself_is_not_counted()
    {
        Task[] all = [.. Enumerable.Range(0, 5).Select(_ => Connect("127.0.0.1"))];
        Assert.Equal(5, _served.Count);
        _served.ForEach(static s => s.TrySetResult());
        await Task.WhenAll(all);
    }

    private Task Connect(string from)
    {
        var connection = new DefaultConnectionContext
        {
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse(from), 40000),
            LocalEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 8443),
        };
        return _limit.Pass(
            connection,
            _ =>
            {
                var served = new TaskCompletionSource();
                _served.Add(served);
                return served.Task;
            }
        );
    }
}
