using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>The lamps and the button.</summary>
internal sealed class FrontParts
{
    private static readonly TimeSpan s_lampTime = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_buttonTime = TimeSpan.FromSeconds(30);

    private readonly IBoard _board;
    private readonly PinLook _pins;
    private readonly Attendance _attendance;
    private readonly Patience _patience;
    private int _presses;
    private int _releases;

    public FrontParts(IBoard board, PinLook pins, Attendance attendance, Patience patience)
    {
        _board = board;
        _pins = pins;
        _attendance = attendance;
        _patience = patience;
        board.ButtonMoved = Moved;
    }

    /// <summary>Each lamp on its own: its line follows and no other moves. Then somebody looks at them.</summary>
    public Finding Lamps()
    {
        List<string> wrong = [];
        foreach (Lamp lamp in Enum.GetValues<Lamp>())
        {
            _board.SetLamp(lamp, lit: true);
            WiredPin pin = Wiring.Lamps[(int)lamp];
            AddUnlessNull(wrong, _pins.Unlike(pin, set: true));
            foreach (WiredPin other in Wiring.Lamps.Where(other => other != pin))
            {
                if (_pins.IsHigh(other))
                {
                    wrong.Add($"{other} is high while only {pin.Net} is lit: look for a short");
                }
            }

            _board.SetLamp(lamp, lit: false);
            AddUnlessNull(wrong, _pins.Unlike(pin, set: false));
        }

        return wrong.Count > 0 ? Finding.Bad(string.Join("; ", wrong.Distinct()))
            : _attendance.IsAttended ? Watched()
            : Finding.Good("six lines follow; nobody was there to look at the lamps");
    }

    public Finding Button()
    {
        if (!_attendance.IsAttended)
        {
            return Attendance.NeedsSomeone;
        }

        int presses = Volatile.Read(ref _presses);
        int releases = Volatile.Read(ref _releases);
        Outcome pressed = _attendance.Ask(
            Errand.PressButton,
            0,
            "Press the button and let it go.",
            s_buttonTime,
            () => Volatile.Read(ref _presses) > presses
        );
        if (pressed != Outcome.Done)
        {
            return pressed == Outcome.Skipped
                ? Attendance.LeftOut
                : Finding.Bad(
                    $"nothing was seen of the button for {s_buttonTime.TotalSeconds} s: if it was pressed, look at {Wiring.Button}"
                );
        }

        return _patience.Until(s_buttonTime, () => Volatile.Read(ref _releases) > releases)
            ? Finding.Good("pressed and let go")
            : Finding.Bad($"pressed and not let go: the button hangs, or look at {Wiring.Button}");
    }

    private Finding Watched()
    {
        _attendance.Tell(
            Errand.WatchLamps,
            0,
            "The lamps light one after the other, from Power to Park. Do all six light?"
        );
        long began = _patience.Now;
        Reply answer = Reply.None;
        for (int turn = 0; answer == Reply.None && _patience.Since(began) < s_answerTime; turn++)
        {
            var lamp = (Lamp)(turn % Wiring.Lamps.Length);
            _board.SetLamp(lamp, lit: true);
            _patience.Wait(s_lampTime);
            _board.SetLamp(lamp, lit: false);
            answer = _attendance.Answer();
        }

        return answer switch
        {
            Reply.Yes => Finding.Good("six lines follow, and all six lamps light"),
            Reply.No => Finding.Bad(
                "a lamp does not light though its line is set: look at LED1 to LED6, their resistors, and the front panel's cable"
            ),
            Reply.Skip => Attendance.LeftOut,
            _ => Finding.NotTried("six lines follow; nobody said whether the lamps light"),
        };
    }

    private void Moved(ButtonEdge edge)
    {
        if (edge.Pressed)
        {
            Interlocked.Increment(ref _presses);
        }
        else
        {
            Interlocked.Increment(ref _releases);
        }
    }

    private static void AddUnlessNull(List<string> sentences, string? sentence)
    {
        if (sentence is not null)
        {
            sentences.Add(sentence);
        }
    }
}
