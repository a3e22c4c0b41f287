using System.Globalization;
using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>The half of a line's test that rings it.</summary>
internal sealed partial class LineParts
{
    /// <summary>Ringing current in all; as many rounds of the cadence as that takes.</summary>
    private static readonly TimeSpan s_ringTime = TimeSpan.FromSeconds(2);

    /// <summary>Ring trip by the board's own promise (<c>board/README.md</c>) and room for what measures it.</summary>
    private static readonly TimeSpan s_longestTrip = TimeSpan.FromMilliseconds(100);

    private long _closedAt;
    private bool _closedWhileRinging;

    private bool IsLifted => _port.LoopClosed && !_isStuck;

    // The gpio thread: the first edge of those that a receiver makes when it is lifted.
    private void Moved(LoopEdge edge)
    {
        if (edge.Closed && Volatile.Read(ref _closedAt) == 0)
        {
            Volatile.Write(ref _closedWhileRinging, edge.WhileRinging);
            Volatile.Write(ref _closedAt, edge.At);
        }
    }

    /// <summary>Rings the telephone in cadence with its receiver on the hook: RM and F/R read back, and no loop current shows.</summary>
    private Finding Ringing()
    {
        if (IsLifted)
        {
            return Finding.NotTried("the receiver is lifted, or loop current flows without it");
        }

        _attendance.Tell(
            Errand.LeaveOnHook,
            _port.Number,
            $"Line {_port.Number} rings: leave the receiver on the hook."
        );
        var seen = new RingLook(_port, _wires, _pins, _patience);
        TimeSpan rung = TimeSpan.Zero;
        for (int step = 0; rung < s_ringTime && seen.IsQuiet; step++)
        {
            var length = TimeSpan.FromMilliseconds(_ring.Cadence[step % _ring.Cadence.Length]);
            if (step % 2 == 0)
            {
                length = length < s_ringTime - rung ? length : s_ringTime - rung;
                seen.Ring(_ring.Hertz, length);
                rung += length;
            }
            else
            {
                seen.Rest(length);
            }
        }

        return Judge(seen);
    }

    private Finding Judge(RingLook seen)
    {
        if (seen.Wrong is { } wrong)
        {
            return Finding.Bad(wrong);
        }

        if (!seen.Tripped)
        {
            return Finding.Good(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rang {s_ringTime.TotalSeconds} s at {_ring.Hertz} Hz in cadence, no false trip{(_attendance.IsAttended ? "" : "; nobody lifted")}"
                )
            );
        }

        _patience.Wait(s_feedReturns);
        return IsLifted
            ? Finding.NotTried("somebody lifted the receiver while it rang")
            : Finding.Bad(
                $"{SwitchHook} showed loop current as soon as it rang, and none after: too many bells on the line, a leak between Tip and Ring, or the module"
            );
    }

    /// <summary>Rings until somebody lifts the receiver, and measures how soon the ringing ends.</summary>
    private Finding RingTrip()
    {
        if (!_attendance.IsAttended)
        {
            return Attendance.NeedsSomeone;
        }

        if (IsLifted)
        {
            return Finding.NotTried("the receiver is lifted already");
        }

        Volatile.Write(ref _closedAt, 0);
        if (!_port.StartRinging(_ring.Hertz))
        {
            return Finding.Bad($"line {_port.Number} can't be rung");
        }

        Outcome lifted = _attendance.Ask(
            Errand.AnswerRing,
            _port.Number,
            $"Line {_port.Number} rings now: lift the receiver and keep it in your hand.",
            s_fetchTime,
            () => Volatile.Read(ref _closedAt) != 0
        );
        if (lifted == Outcome.Done)
        {
            return Trip();
        }

        _port.StopRinging();
        return lifted == Outcome.Skipped ? Attendance.LeftOut : NotLifted();
    }

    private Finding Trip()
    {
        bool tripped = _patience.Until(
            s_longestTrip * 5,
            () => !_port.Ringing && !_pins.IsHigh(_wires.RingMode)
        );
        TimeSpan took = _patience.Since(Volatile.Read(ref _closedAt));
        _port.StopRinging();
        _patience.Wait(s_feedReturns);
        string figure = string.Create(
            CultureInfo.InvariantCulture,
            $"{took.TotalMilliseconds:0} ms"
        );
        return _port.Fault is { } fault ? Finding.Bad(fault.Sentence)
            : !tripped || took > s_longestTrip
                ? Finding.Bad(
                    $"it rang on for {figure} after the receiver was lifted; {s_longestTrip.TotalMilliseconds:0} ms are the most: look at {_wires.RingMode}"
                )
            : !IsLifted
                ? Finding.Bad(
                    $"loop current came and went while the receiver was lifted: look at {SwitchHook}, the plug and the cable"
                )
            : !Volatile.Read(ref _closedWhileRinging)
                ? Finding.NotTried("the receiver was lifted before it rang")
            : Finding.Good($"lifting was seen, and ringing ended {figure} later");
    }

    // Either it did not ring and nobody knew when to lift, or lifting is not seen.
    private Finding NotLifted()
    {
        Outcome lifted = _attendance.Ask(
            Errand.LiftReceiver,
            _port.Number,
            $"The ringing has ended. Lift the receiver of line {_port.Number} all the same.",
            s_fetchTime,
            () => IsLifted
        );
        return lifted switch
        {
            Outcome.Skipped => Attendance.LeftOut,
            Outcome.Done => Finding.Bad(
                $"nobody lifted while it rang, though lifting is seen now: if the telephone was silent, look at {_wires.RingMode} and {_wires.ForwardReverse}, and at its bell"
            ),
            _ => Finding.Bad(
                $"no loop current was seen: if the receiver was lifted, look at {SwitchHook}, the plug, the cable and the telephone"
            ),
        };
    }
}
