namespace QX200.Update.Parts;

/// <summary>What somebody at the box is to do, or to say.</summary>
internal enum Errand : byte
{
    /// <summary>Leave the receiver of the line on the hook while it rings.</summary>
    LeaveOnHook,

    /// <summary>Lift the receiver of the line as soon as its telephone rings.</summary>
    AnswerRing,

    /// <summary>Lift the receiver of the line, ringing or not.</summary>
    LiftReceiver,

    HangUp,

    /// <summary>Say whether a tone is in the receiver of the line.</summary>
    HearTone,

    /// <summary>Say whether all lamps light, one after the other.</summary>
    WatchLamps,

    PressButton,
}

/// <summary>What he typed since he was last told something.</summary>
internal enum Reply : byte
{
    None,
    Yes,
    No,

    /// <summary>He leaves this part out.</summary>
    Skip,
}

/// <summary>Somebody who stands at the box. Neither call waits.</summary>
internal interface ITechnician
{
    /// <param name="line">1 or 2; 0 where it is about no line.</param>
    /// <param name="sentence">The same in words.</param>
    void Tell(Errand errand, int line, string sentence);

    /// <summary>Given once for each thing that he typed.</summary>
    Reply Reply();
}
