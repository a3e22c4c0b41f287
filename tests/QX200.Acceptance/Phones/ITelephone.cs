using QX200.Acceptance.Sound;

namespace QX200.Acceptance.Phones;

/// <summary>A telephone that says its own voice and can be asked, while it talks, what it has heard.</summary>
internal interface ITelephone
{
    Voice Voice { get; }

    /// <summary>Begins to listen.</summary>
    /// <returns>What has been heard from now on, each time it is called.</returns>
    Func<Heard> Listen();
}
