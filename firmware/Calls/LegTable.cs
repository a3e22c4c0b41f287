using QX200.Media;
using QX200.Parking;

namespace QX200.Calls;

/// <summary>All legs that have a stream, by its name: where a key press or the end of an announcement finds its leg.</summary>
internal sealed class LegTable : IMediaUser
{
    private readonly Dictionary<StreamId, Leg> _legs = [];

    public IReadOnlyList<Leg> All => [.. _legs.Values];

    /// <summary>The same without a copy, for who changes nothing meanwhile.</summary>
    public Dictionary<StreamId, Leg>.ValueCollection Now => _legs.Values;

    public int Count => _legs.Count;

    /// <summary>Told when a leg has come or gone, or is shown otherwise than before.</summary>
    public Action? Changed { get; set; }

    public void Add(Leg leg)
    {
        _legs.Add(leg.Stream, leg);
        Changed?.Invoke();
    }

    public void Remove(Leg leg)
    {
        _legs.Remove(leg.Stream);
        Changed?.Invoke();
    }

    /// <summary>Whether a telephone is busy with anything: a call, or being told something.</summary>
    public bool IsBusy(string extension, in DeviceIdentity device)
    {
        foreach (Leg leg in _legs.Values)
        {
            if (leg.Extension == extension && leg.Device.Match(device) == DeviceMatch.Same)
            {
                return true;
            }
        }

        return false;
    }

    void IMediaUser.DigitArrived(StreamId stream, char digit, int milliseconds, bool asTone)
    {
        if (_legs.TryGetValue(stream, out Leg? leg))
        {
            leg.Pressed(digit, milliseconds, asTone ? DigitWay.Tone : DigitWay.Event);
        }
    }

    /// <summary>An announcement that has been replaced in the meantime is none of the leg's business any more.</summary>
    void IMediaUser.SayEnded(StreamId stream, int token)
    {
        if (_legs.TryGetValue(stream, out Leg? leg) && leg.Saying == token)
        {
            leg.Owner.Said(leg);
        }
    }

    /// <summary>Nothing has been heard of a telephone for a minute: it is asked whether it is still there (CALL-PARK 7).</summary>
    void IMediaUser.StreamSilent(StreamId stream)
    {
        if (_legs.TryGetValue(stream, out Leg? leg))
        {
            leg.Probe();
        }
    }
}
