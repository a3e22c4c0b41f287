namespace QX200.Board;

/// <summary>What a port needs of its voice device besides the voice.</summary>
internal interface IPortVoice : IVoiceDevice, IDisposable
{
    /// <summary>Port thread: opens it. A sentence where that can't be.</summary>
    string? Open();

    /// <summary>Port thread: closes it; it may be opened again.</summary>
    void Close();

    /// <summary>What has gone wrong since it was opened; null while all is well. Any thread.</summary>
    string? Failure { get; }

    /// <summary><see cref="Failure"/> has become something. Any thread; set once.</summary>
    Action? Failed { get; set; }
}
