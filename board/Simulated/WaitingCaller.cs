namespace QX200.Board.Simulated;

/// <summary>
/// What a telephone does in a talk when the exchange asks whether it can show who else calls (caller ID of type II): it
/// mutes itself, answers with the key D, reads what is then sent, and lets its user go on. The codec's thread.
/// </summary>
internal sealed class WaitingCaller(KeyTones keys)
{
    /// <summary>60 to 65 ms.</summary>
    private const int AnswerSamples = 62 * IVoiceDevice.Rate / 1000;

    /// <summary>Nothing has been read by then: it was no alert, or what followed was spoilt.</summary>
    private const int Patience = 12 * IVoiceDevice.Rate / 10;

    /// <summary>Behind the message its carrier lasts a moment longer.</summary>
    private const int Rest = IVoiceDevice.Rate / 20;

    private readonly AlertReceiver _alert = new();
    private readonly CallerIdDisplay _display = new();
    private int _left;

    /// <summary>Its user neither hears nor is heard.</summary>
    public bool IsMuted => _left > 0;

    /// <summary>How often it has answered.</summary>
    public int Answers { get; private set; }

    public void Reset()
    {
        _left = 0;
        _alert.Reset();
    }

    /// <returns>What there is to show; null unless it has just been read.</returns>
    public string? Hear(ReadOnlySpan<short> samples)
    {
        if (IsMuted)
        {
            string? shown = _display.Hear(samples);
            _left = shown is null ? Math.Max(0, _left - samples.Length) : Rest;
            return shown;
        }

        foreach (short sample in samples)
        {
            if (_alert.Hear(sample))
            {
                keys.Press('D', AnswerSamples);
                _left = Patience;
                Answers++;
            }
        }

        return null;
    }
}
