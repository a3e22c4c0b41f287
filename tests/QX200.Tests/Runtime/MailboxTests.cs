using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Runtime;

public sealed class MailboxTests
{
    [Fact]
    public void Items_come_out_in_the_order_they_went_in()
    {
        var mailbox = new Mailbox<int>(4);
        for (int round = 0; round < 5; round++)
        {
            Assert.True(mailbox.TryPost(round));
            Assert.True(mailbox.TryPost(round + 100));
            Assert.True(mailbox.TryTake(out int a));
            Assert.True(mailbox.TryTake(out int b));
            Assert.Equal((round, round + 100), (a, b));
        }

        Assert.True(mailbox.IsEmpty);
        Assert.False(mailbox.TryTake(out _));
    }

    [Fact]
    public void A_full_mailbox_refuses_and_keeps_what_it_has()
    {
        var mailbox = new Mailbox<int>(2);
        Assert.True(mailbox.TryPost(1));
        Assert.True(mailbox.TryPost(2));
        Assert.False(mailbox.TryPost(3));
        Assert.True(mailbox.TryTake(out int first));
        Assert.Equal(1, first);
        Assert.True(mailbox.TryPost(3));
    }

    [Fact]
    public void Every_item_of_four_posting_threads_comes_out_once_and_in_each_threads_order()
    {
        const int Each = 50_000;
        var mailbox = new Mailbox<(int Thread, int Number)>(1024);
        Thread[] writers =
        [
            .. Enumerable.Range(0, 4).Select(t => new Thread(() => PostAll(mailbox, t, Each))),
        ];
        Array.ForEach(writers, w => w.Start());

        int[] next = new int[4];
        for (int taken = 0; taken < 4 * Each; )
        {
            if (!mailbox.TryTake(out (int Thread, int Number) item))
            {
                Thread.Yield();
                continue;
            }

            Assert.Equal(next[item.Thread]++, item.Number);
            taken++;
        }

        Array.ForEach(writers, w => w.Join());
        Assert.True(mailbox.IsEmpty);
    }

    private static void PostAll(Mailbox<(int Thread, int Number)> mailbox, int thread, int count)
    {
        for (int i = 0; i < count; i++)
        {
            while (!mailbox.TryPost((thread, i)))
            {
                Thread.Yield();
            }
        }
    }
}
