namespace QX200.Update;

/// <summary>What is looked at before anything is written, in this order.</summary>
internal enum CheckKind : byte
{
    /// <summary>Whether the bundle is one, and signed by a key that this box trusts.</summary>
    Signature,

    /// <summary>Whether it is made for this board.</summary>
    Board,

    /// <summary>Whether it is older than what runs.</summary>
    Version,

    /// <summary>Whether its images fit into the idle slot.</summary>
    Space,

    /// <summary>Whether every byte is as it was signed.</summary>
    Content,
}

/// <summary>One check and its outcome.</summary>
/// <param name="Words">What was found, as a part of a sentence.</param>
internal readonly record struct UpdateCheck(CheckKind Kind, bool Passed, string Words);
