using System.Globalization;
using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>The half of a line's test that uses its loop: sound over it, and what ends it.</summary>
internal sealed partial class LineParts
{
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(30);

    /// <summary>Shorter than any pause at which a telephone takes the other side for gone, longer than the module takes.</summary>
    private static readonly TimeSpan s_cut = TimeSpan.FromMilliseconds(300);

    /// <summary>What a good line may have, off the hook and on it: hum of a bad ground is louder.</summary>
    private const double LoudestNoise = -45;

    /// <summary>dB: a hybrid that does its work at all, and one of which something still comes back.</summary>
    private const double LeastReturnLoss = 2;
    private const double MostReturnLoss = 40;

    private string Codec => $"CODEC, {(_port.Number == 1 ? "left" : "right")}";

    private string Slic => $"SLIC{_port.Number}";

    private Finding Sound()
    {
        bool lifted = IsLifted;
        Reply heard = Reply.None;
        LoopFigures figures =
            lifted && _attendance.IsAttended
                ? Listened(out heard)
                : new SoundLoop(_port.Voice, _patience).Measure(static () => true);
        return Judge(figures, lifted, heard);
    }

    private LoopFigures Listened(out Reply heard)
    {
        Reply answer = Reply.None;
        bool asked = false;
        long began = _patience.Now;
        LoopFigures figures = new SoundLoop(_port.Voice, _patience).Measure(() =>
        {
            if (!asked)
            {
                asked = true;
                began = _patience.Now;
                _attendance.Tell(
                    Errand.HearTone,
                    _port.Number,
                    $"Is there an even tone in the receiver of line {_port.Number}?"
                );
            }

            answer = answer == Reply.None ? _attendance.Answer() : answer;
            return answer != Reply.None || _patience.Since(began) >= s_answerTime;
        });
        heard = answer;
        return figures;
    }

    private Finding Judge(in LoopFigures figures, bool lifted, Reply heard)
    {
        string measured = string.Create(
            CultureInfo.InvariantCulture,
            $"{TestTone.Hertz:0} Hz sent at {TestTone.Level:0.0} dBm0, {Back(figures)}; silence is {LevelMeter.Say(figures.Noise)}"
        );
        if (Wrong(figures, lifted, heard) is { } wrong)
        {
            return Finding.Bad($"{wrong} ({measured})");
        }

        return lifted
            ? Finding.Good($"{measured}{(heard == Reply.Yes ? "; heard in the receiver" : "")}")
            : Finding.Good($"moves both ways; receiver on the hook: {measured}");
    }

    private string? Wrong(in LoopFigures figures, bool lifted, Reply heard) =>
        _port.Fault is { } fault ? fault.Sentence
        : figures.Flow < 0.5 || figures.Flow > 1.5
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the sound device moves {figures.Flow * IVoiceDevice.Rate:0} samples a second where {IVoiceDevice.Rate} are due: look at the codec and its clock"
            )
        : figures.Noise > LoudestNoise
            ? "hum or noise on the line: look at the ground and the supply, and for a talking neighbour"
        : lifted && !figures.ComesBack
            ? $"nothing comes back from the line: no sound passes between {Codec} and {Slic}, VIN and VOUT"
        : lifted && figures.ReturnLoss > MostReturnLoss
            ? $"too little comes back from the line: look at the way between {Codec} and {Slic}, VIN and VOUT"
        : figures.ComesBack && figures.ReturnLoss < LeastReturnLoss && lifted
            ? $"more comes back than a telephone of 600 ohms sends: look at {Slic} and at the telephone"
        : heard == Reply.No
            ? $"no tone was heard: look at {Codec} (are the two lines interchanged?), {Slic}, VIN, and the telephone's receiver"
        : null;

    private static string Back(in LoopFigures figures) =>
        figures.ComesBack
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"back at {LevelMeter.Say(figures.Back)} (return loss {figures.ReturnLoss:0.0} dB)"
            )
            : "nothing back";

    /// <summary>The loop ends when the battery goes and comes again with it, and ends when the receiver is put down.</summary>
    private Finding Hook()
    {
        if (!IsLifted)
        {
            return _attendance.IsAttended
                ? Finding.NotTried("the receiver was not lifted")
                : Attendance.NeedsSomeone;
        }

        string? wrong = Cut();
        if (!_attendance.IsAttended)
        {
            return wrong is null
                ? Finding.NotTried(
                    "the battery opens the loop; the receiver has been lifted all the time"
                )
                : Finding.Bad(wrong);
        }

        Outcome down = _attendance.Ask(
            Errand.HangUp,
            _port.Number,
            $"Put down the receiver of line {_port.Number}.",
            s_fetchTime,
            () => !IsLifted && !_patience.Until(s_feedReturns, () => IsLifted)
        );
        return wrong is not null
            ? Finding.Bad(wrong)
            : down switch
            {
                Outcome.Done => Finding.Good(
                    "the loop opens with the battery and with the receiver"
                ),
                Outcome.Skipped => Attendance.LeftOut,
                _ => Finding.Bad(
                    $"loop current flows on: if the receiver was put down, look at {SwitchHook}, and for a leak between Tip and Ring"
                ),
            };
    }

    private string? Cut()
    {
        _port.SetFeed(LineFeed.Open);
        bool opened = _patience.Until(s_cut, () => !_pins.IsHigh(SwitchHook));
        _patience.Wait(s_cut);
        _port.SetFeed(LineFeed.Forward);
        bool closed = _patience.Until(s_cut, () => _port.LoopClosed);
        return !opened
                ? $"loop current flows on while the battery is off: look at {_wires.PowerDown} and {SwitchHook}"
            : !closed ? $"the battery does not come back: look at {_wires.PowerDown}, and at {Slic}"
            : null;
    }
}
