using System.Collections.Immutable;
using QX200.Parking;

namespace QX200.Calls;

/// <summary>
/// Keys pressed within a call (CALL-PARK 2.1 a, 2.3): feature codes are listened for on the legs of PBX extensions;
/// all other digits go to the other side, withheld for a while where they could begin a code.
/// </summary>
internal sealed class Keypad(Switchboard board)
{
    public void Pressed(Call call, Leg leg, char digit, int milliseconds, DigitWay way)
    {
        leg.Keys ??= new CodeDigits(
            leg.Extension.Length > 0 ? [board.Settings.System.Features.CallPark] : []
        );
        DigitStep step = leg.Keys.Pressed(new KeyPress(digit, way, board.Elapsed, milliseconds));
        leg.Keys = step.Next;
        Forward(call.Other(leg), step.Forward);
        if (step.Code is not null && call.State is CallState.Talking or CallState.TransferFailed)
        {
            board.ParkDesk.CodePressed(call, leg);
        }

        Await(leg);
    }

    /// <summary>Another code is set: it counts in calls that are up too. What was withheld for the old one goes on.</summary>
    public void CodeChanged()
    {
        foreach (Leg leg in board.Equipment.Legs.All)
        {
            if (leg.Keys?.Flush() is { } given && leg.Owner is Call call)
            {
                Forward(call.Other(leg), given.Forward);
            }

            board.Timers.Cancel(ref leg.KeysTimer);
            leg.Keys = null;
        }
    }

    private void Await(Leg leg)
    {
        board.Timers.Cancel(ref leg.KeysTimer);
        if (leg.Keys?.Due is { } due && !leg.IsReleased)
        {
            leg.KeysTimer = board.Timers.Schedule(
                due - board.Elapsed,
                static state =>
                {
                    (Keypad keypad, Leg waiting) = ((Keypad, Leg))state!;
                    keypad.TimePassed(waiting);
                },
                (this, leg)
            );
        }
    }

    private void TimePassed(Leg leg)
    {
        DigitStep step = leg.Keys!.TimePassed(board.Elapsed);
        leg.Keys = step.Next;
        if (leg.Owner is Call call && !leg.IsReleased)
        {
            Forward(call.Other(leg), step.Forward);
            Await(leg);
        }
    }

    /// <summary>What was found as a tone has been heard by the other side already.</summary>
    private static void Forward(Leg? other, ImmutableArray<KeyPress> presses)
    {
        foreach (KeyPress press in presses)
        {
            if (press.Way != DigitWay.Tone)
            {
                other?.SendDigit(press.Digit, press.Milliseconds);
            }
        }
    }
}
