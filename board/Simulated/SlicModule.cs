using System.Collections.Immutable;

namespace QX200.Board.Simulated;

/// <summary>
/// A ringing SLIC module as the Ag1171's datasheet describes it: battery unless PD is high (5.2), ringing current when
/// F/R is toggled at 16 to 68 Hz in ringing mode (5.3, 10), SHK high while loop current flows, in ringing mode too
/// (5.4), polarity by F/R (5.9). What the datasheet forbids it notes down.
/// </summary>
internal sealed class SlicModule : IDisposable
{
    /// <summary>A lifted receiver must have ended ringing mode by then.</summary>
    public static readonly TimeSpan LongestTrip = TimeSpan.FromMilliseconds(100);

    /// <summary>The converter needs this long to bring the battery back.</summary>
    private static readonly TimeSpan PowerUp = TimeSpan.FromMilliseconds(50);

    /// <summary>The bell's clapper swings on for as long without current.</summary>
    private static readonly TimeSpan Inertia = TimeSpan.FromMilliseconds(80);

    /// <summary>A toggle may come a little early or late.</summary>
    private const double Jitter = 1.05;

    private readonly Lock _gate;
    private readonly SimulatedChip _chip;
    private readonly PortPins _pins;
    private readonly int _number;
    private readonly TimeProvider _clock;
    private readonly ITimer _powered;
    private readonly ITimer _still;
    private readonly ITimer _late;
    private ImmutableList<string> _complaints = [];
    private bool _loop;
    private bool _battery = true;
    private bool _ringMode;
    private int _toggles;
    private long _toggledAt;
    private int _hertz;

    public SlicModule(int number, SimulatedChip chip, Lock gate, TimeProvider clock)
    {
        _number = number;
        _chip = chip;
        _pins = Wiring.Ports[number - 1];
        _gate = gate;
        _clock = clock;
        _powered = Timer(static module => module.PowerIsUp());
        _still = Timer(static module => module.BellIsStill());
        _late = Timer(static module => module.TripIsLate());
    }

    /// <summary>Ringing current of this frequency has begun; 0: it has ended. Under the gate.</summary>
    public Action<int>? RingingChanged { get; set; }

    /// <summary>What was done to it that the datasheet forbids, in sentences; the last ten. Any thread.</summary>
    public ImmutableList<string> Complaints => Volatile.Read(ref _complaints);

    /// <summary>There is battery on the line, so voice can pass once the loop is closed. Any thread.</summary>
    public bool HasBattery => Volatile.Read(ref _battery);

    /// <summary>Ring is positive against Tip. Any thread.</summary>
    public bool IsReversed => !_chip.FarLevel(_pins.ForwardReverse.Offset);

    /// <summary>The telephone closes or opens the loop.</summary>
    public void SetLoop(bool closed)
    {
        lock (_gate)
        {
            _loop = closed;
            ShowLoop();
            WatchTrip();
        }
    }

    /// <summary>Under the gate: one of the module's inputs has a new level.</summary>
    public void InputChanged(int line, bool high)
    {
        if (line == _pins.PowerDown.Offset)
        {
            Power(!high);
        }
        else if (line == _pins.RingMode.Offset)
        {
            _ringMode = high;
            _toggles = 0;
            if (!high)
            {
                Ring(0);
            }

            WatchTrip();
        }
        else if (line == _pins.ForwardReverse.Offset && _ringMode)
        {
            Toggled();
        }
    }

    public void Dispose()
    {
        _powered.Dispose();
        _still.Dispose();
        _late.Dispose();
    }

    private void Power(bool on)
    {
        if (on)
        {
            _powered.Change(PowerUp, Timeout.InfiniteTimeSpan);
            return;
        }

        _powered.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _battery, false);
        Ring(0);
        ShowLoop();
    }

    private void PowerIsUp()
    {
        Volatile.Write(ref _battery, true);
        ShowLoop();
    }

    // It takes two toggles in a row at a frequency that it bears; from then on the clapper bears a late one.
    private void Toggled()
    {
        long now = _clock.GetTimestamp();
        double hertz = 0.5 / _clock.GetElapsedTime(_toggledAt, now).TotalSeconds;
        _toggledAt = now;
        if (++_toggles < 2 || !_battery)
        {
            return;
        }

        if (hertz >= RingSignal.LowestHertz / Jitter && hertz <= RingSignal.HighestHertz * Jitter)
        {
            _still.Change(Inertia, Timeout.InfiniteTimeSpan);
            Ring((int)Math.Round(hertz));
        }
        else if (hertz > RingSignal.HighestHertz * Jitter)
        {
            Complain($"F/R was toggled at {hertz:F0} Hz in ringing mode; 68 Hz is the most");
        }
    }

    private void BellIsStill() => Ring(0);

    private void Ring(int hertz)
    {
        if (hertz == 0)
        {
            _still.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        // One ring has one frequency: what a late toggle makes of it is not another.
        bool same = hertz != 0 && _hertz != 0 && Math.Abs(hertz - _hertz) <= _hertz / 5;
        if (hertz != _hertz && !same)
        {
            _hertz = hertz;
            RingingChanged?.Invoke(hertz);
        }
    }

    private void ShowLoop() => _chip.DriveFar(_pins.SwitchHook.Offset, _loop && _battery);

    private void WatchTrip() =>
        _late.Change(
            _loop && _ringMode ? LongestTrip : Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    private void TripIsLate() =>
        Complain(
            $"RM is still high {LongestTrip.TotalMilliseconds:F0} ms after the receiver was lifted; it must be low at all times but while ringing"
        );

    private void Complain(string sentence)
    {
        ImmutableList<string> all = _complaints.Add($"port {_number}: {sentence}");
        Volatile.Write(ref _complaints, all.Count > 10 ? all.RemoveAt(0) : all);
    }

    private ITimer Timer(Action<SlicModule> due) =>
        _clock.CreateTimer(
            _ =>
            {
                lock (_gate)
                {
                    due(this);
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
}
