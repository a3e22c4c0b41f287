namespace QX200.Panel;

internal enum ButtonPhase : byte
{
    Up,
    Down,

    /// <summary>Let go, unless it bounces.</summary>
    Leaving,

    /// <summary>Held for so long that nobody can mean it; until it is let go it does nothing.</summary>
    Stuck,
}

/// <param name="Since">When it was pressed: time on the clock of the edges.</param>
/// <param name="Left">When it was let go, while <see cref="ButtonPhase.Leaving"/>.</param>
internal readonly record struct ButtonState(ButtonPhase Phase, TimeSpan Since, TimeSpan Left)
{
    public static ButtonState Up => default;
}

/// <summary>What happened: an edge, or time has passed.</summary>
internal enum ButtonInput : byte
{
    Pressed,
    LetGo,
    Time,
}

/// <summary>What a press asks for, when the button is let go.</summary>
internal enum ButtonRequest : byte
{
    None,
    SpeakAddress,
    Restart,
    FactorySettings,
}

/// <summary>What letting go now would ask for; the lamps show it while a finger is on the button.</summary>
internal enum ButtonSign : byte
{
    None,
    Restart,
    FactorySettings,
}

/// <param name="Next">When <see cref="ButtonInput.Time"/> is wanted; null is never.</param>
internal readonly record struct ButtonStep(
    ButtonState State,
    ButtonRequest Request,
    ButtonSign Sign,
    TimeSpan? Next
);

/// <summary>
/// The button on the front: a press speaks the address, 5 s restart the box, 15 s and then letting go within 5 s brings
/// the factory settings back. Pure: state, input and time in; next state, request and sign out.
/// </summary>
internal static class ButtonMachine
{
    /// <summary>Shorter contacts and gaps are bouncing.</summary>
    public static readonly TimeSpan Bounce = TimeSpan.FromMilliseconds(30);

    /// <summary>A press that is shorter is a press; one that is longer, but not for a restart, is a change of mind.</summary>
    public static readonly TimeSpan ShortPress = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan RestartHold = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan FactoryHold = TimeSpan.FromSeconds(15);

    /// <summary>The end of the window in which letting go brings the factory settings back.</summary>
    public static readonly TimeSpan StuckHold = TimeSpan.FromSeconds(20);

    public static ButtonStep Step(ButtonState state, ButtonInput input, TimeSpan now) =>
        state.Phase switch
        {
            ButtonPhase.Up => Up(input, now),
            ButtonPhase.Down => Down(state, input, now),
            ButtonPhase.Leaving => Leaving(state, input, now),
            _ => Stuck(state, input),
        };

    private static ButtonStep Up(ButtonInput input, TimeSpan now) =>
        input == ButtonInput.Pressed
            ? Held(new ButtonState(ButtonPhase.Down, now, default), now)
            : Still(ButtonState.Up);

    private static ButtonStep Down(ButtonState state, ButtonInput input, TimeSpan now) =>
        input == ButtonInput.LetGo
            ? new ButtonStep(
                state with
                {
                    Phase = ButtonPhase.Leaving,
                    Left = now,
                },
                ButtonRequest.None,
                SignOf(now - state.Since),
                now + Bounce
            )
            : Held(state, now);

    private static ButtonStep Leaving(ButtonState state, ButtonInput input, TimeSpan now)
    {
        if (now - state.Left < Bounce)
        {
            return input == ButtonInput.Pressed
                ? Held(state with { Phase = ButtonPhase.Down }, now)
                : new ButtonStep(
                    state,
                    ButtonRequest.None,
                    SignOf(state.Left - state.Since),
                    state.Left + Bounce
                );
        }

        ButtonStep next = Up(input, now);
        return next with { Request = RequestOf(state.Left - state.Since) };
    }

    private static ButtonStep Stuck(ButtonState state, ButtonInput input) =>
        Still(input == ButtonInput.LetGo ? ButtonState.Up : state);

    private static ButtonStep Held(ButtonState state, TimeSpan now)
    {
        TimeSpan held = now - state.Since;
        if (held >= StuckHold)
        {
            return Still(state with { Phase = ButtonPhase.Stuck });
        }

        TimeSpan next =
            held < RestartHold ? RestartHold
            : held < FactoryHold ? FactoryHold
            : StuckHold;
        return new ButtonStep(state, ButtonRequest.None, SignOf(held), state.Since + next);
    }

    private static ButtonStep Still(ButtonState state) =>
        new(state, ButtonRequest.None, ButtonSign.None, null);

    private static ButtonSign SignOf(TimeSpan held) =>
        held < RestartHold ? ButtonSign.None
        : held < FactoryHold ? ButtonSign.Restart
        : held < StuckHold ? ButtonSign.FactorySettings
        : ButtonSign.None;

    private static ButtonRequest RequestOf(TimeSpan held) =>
        held < Bounce ? ButtonRequest.None
        : held < ShortPress ? ButtonRequest.SpeakAddress
        : held < RestartHold ? ButtonRequest.None
        : held < FactoryHold ? ButtonRequest.Restart
        : held < StuckHold ? ButtonRequest.FactorySettings
        : ButtonRequest.None;
}
