using QX200.Sip.Dialogs;
using Xunit;
using static QX200.Sip.Dialogs.Exchange;
using static QX200.Sip.Dialogs.ExchangeInput;
using static QX200.Sip.Dialogs.Verdict;

namespace QX200.Tests.Sip.Dialogs;

public sealed class OfferAnswerTests
{
    private static readonly ExchangeInput[] Theirs =
    [
        InviteArrived,
        EmptyInviteArrived,
        UpdateArrived,
    ];
    private static readonly ExchangeInput[] Ours = [SendInvite, SendEmptyInvite];

    private static readonly Dictionary<(Exchange, ExchangeInput), ExchangeStep> Table = new()
    {
        [(Stable, InviteArrived)] = new(TheirInvite, Go),
        [(Stable, EmptyInviteArrived)] = new(TheirEmptyInvite, Go),
        [(Stable, UpdateArrived)] = new(TheirUpdate, Go),
        [(Stable, SendInvite)] = new(OurInvite, Go),
        [(Stable, SendEmptyInvite)] = new(OurEmptyInvite, Go),

        [(OurInvite, Accepted)] = new(Stable, Go),
        [(OurInvite, AcceptedWithOffer)] = new(Stable, Go),
        [(OurInvite, Failed)] = new(Stable, Go),
        [(OurEmptyInvite, AcceptedWithOffer)] = new(AnswerOwedInAck, Go),
        [(OurEmptyInvite, Accepted)] = new(Stable, Go),
        [(OurEmptyInvite, Failed)] = new(Stable, Go),
        [(AnswerOwedInAck, WeAnswered)] = new(Stable, Go),
        [(AnswerOwedInAck, WeRefused)] = new(Stable, Go),

        [(TheirInvite, WeAnswered)] = new(AckDue, Go),
        [(TheirInvite, WeRefused)] = new(Stable, Go),
        [(TheirEmptyInvite, WeAnswered)] = new(AnswerDueInAck, Go),
        [(TheirEmptyInvite, WeRefused)] = new(Stable, Go),
        [(TheirUpdate, WeAnswered)] = new(Stable, Go),
        [(TheirUpdate, WeRefused)] = new(Stable, Go),
        [(AckDue, AckArrived)] = new(Stable, Go),
        [(AckDue, InviteArrived)] = new(TheirInvite, Go),
        [(AckDue, EmptyInviteArrived)] = new(TheirEmptyInvite, Go),
        [(AckDue, UpdateArrived)] = new(TheirUpdate, Go),
        [(AnswerDueInAck, AckArrived)] = new(Stable, Go),
    };

    private static Dictionary<Exchange, Verdict> Collisions { get; } =
        new()
        {
            [OurInvite] = Glare,
            [OurEmptyInvite] = Glare,
            [AnswerOwedInAck] = Glare,
            [AnswerDueInAck] = Glare,
            [TheirInvite] = Overlap,
            [TheirEmptyInvite] = Overlap,
            [TheirUpdate] = Overlap,
        };

    [Fact]
    public void Every_state_and_input_does_what_the_table_says()
    {
        foreach (Exchange state in Enum.GetValues<Exchange>())
        {
            foreach (ExchangeInput input in Enum.GetValues<ExchangeInput>())
            {
                Assert.Equal(
                    (state, input, Expected(state, input)),
                    (state, input, OfferAnswer.Step(state, input))
                );
            }
        }
    }

    [Fact]
    public void From_every_state_there_is_a_way_back_to_stable()
    {
        foreach (Exchange state in Enum.GetValues<Exchange>())
        {
            var seen = new HashSet<Exchange>();
            var left = new Queue<Exchange>([state]);
            while (left.TryDequeue(out Exchange next))
            {
                if (seen.Add(next))
                {
                    Array.ForEach(
                        Enum.GetValues<ExchangeInput>(),
                        input => left.Enqueue(OfferAnswer.Step(next, input).Next)
                    );
                }
            }

            Assert.Contains(Stable, seen);
        }
    }

    private static ExchangeStep Expected(Exchange state, ExchangeInput input)
    {
        if (Table.TryGetValue((state, input), out ExchangeStep step))
        {
            return step;
        }

        if (Array.IndexOf(Ours, input) >= 0)
        {
            return new(state, Wait);
        }

        return Array.IndexOf(Theirs, input) >= 0
            ? new(state, Collisions[state])
            : new(state, Ignore);
    }
}
