using QX200.Sip.Transactions;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

/// <summary>One arrow of a figure: in this state, this input leads there and asks for these actions.</summary>
internal sealed record Arrow<TInput>(
    TransactionState From,
    TInput Input,
    TransactionState To,
    TransactionActions Actions = TransactionActions.None
);

internal static class MachineTable
{
    /// <summary>Every arrow is as drawn, and every pair of state and input that is not drawn changes nothing.</summary>
    public static void AssertDraws<TInput>(
        Func<TransactionState, TInput, TransactionStep> machine,
        Arrow<TInput>[] figure
    )
        where TInput : struct, Enum
    {
        foreach (TransactionState state in Enum.GetValues<TransactionState>())
        {
            foreach (TInput input in Enum.GetValues<TInput>())
            {
                Arrow<TInput>? arrow = figure.SingleOrDefault(a =>
                    a.From == state && a.Input.Equals(input)
                );
                TransactionStep expected = arrow is null
                    ? TransactionStep.To(state)
                    : TransactionStep.To(arrow.To, arrow.Actions);
                Assert.Equal((state, input, expected), (state, input, machine(state, input)));
            }
        }
    }
}
