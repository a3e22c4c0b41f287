using QX200.Status;
using Xunit;

namespace QX200.Tests.Status;

public sealed class StatusBoardTests
{
    private readonly StatusBoard _board = new();

    [Fact]
    public void Before_the_first_publication_the_board_shows_an_exchange_at_rest()
    {
        Assert.Same(StatusSnapshot.Empty, _board.Current);
        Assert.Empty(_board.Current.Parked);
    }

    [Fact]
    public void Subscribers_are_told_in_order_when_the_board_shows_the_news_already()
    {
        var told = new List<string>();
        StatusSnapshot news = At(1);
        using IDisposable first = _board.Subscribe(s => told.Add($"1 {s == _board.Current}"));
        using IDisposable second = _board.Subscribe(s => told.Add($"2 {s == _board.Current}"));
        _board.Publish(news);
        Assert.Equal(["1 True", "2 True"], told);
        Assert.Same(news, _board.Current);
    }

    [Fact]
    public void Whoever_has_left_is_told_no_more()
    {
        var told = new List<DateTimeOffset>();
        IDisposable leaving = _board.Subscribe(s => told.Add(s.TakenAt));
        using IDisposable staying = _board.Subscribe(s => told.Add(s.TakenAt));
        _board.Publish(At(1));
        leaving.Dispose();
        leaving.Dispose();
        _board.Publish(At(2));
        Assert.Equal([1, 1, 2], told.Select(at => at.Second));
    }

    [Fact]
    public void A_subscriber_may_leave_while_it_is_being_told()
    {
        int told = 0;
        IDisposable? own = null;
        own = _board.Subscribe(_ =>
        {
            told++;
            own!.Dispose();
        });
        _board.Publish(At(1));
        _board.Publish(At(2));
        Assert.Equal(1, told);
    }

    private static StatusSnapshot At(int second) =>
        StatusSnapshot.Empty with
        {
            TakenAt = new DateTimeOffset(2026, 1, 1, 0, 0, second, TimeSpan.Zero),
        };
}
