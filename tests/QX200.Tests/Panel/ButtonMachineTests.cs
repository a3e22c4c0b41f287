using QX200.Panel;
using Xunit;

namespace QX200.Tests.Panel;

public sealed class ButtonMachineTests
{
    /// <summary>Milliseconds held, and what that asks for: each figure at its limit and just past it.</summary>
    [Theory]
    [InlineData(29, "None")]
    [InlineData(30, "SpeakAddress")]
    [InlineData(200, "SpeakAddress")]
    [InlineData(1999, "SpeakAddress")]
    [InlineData(2000, "None")]
    [InlineData(4999, "None")]
    [InlineData(5000, "Restart")]
    [InlineData(14_999, "Restart")]
    [InlineData(15_000, "FactorySettings")]
    [InlineData(19_999, "FactorySettings")]
    [InlineData(20_000, "None")]
    [InlineData(3_600_000, "None")]
    public void What_is_asked_for_depends_on_how_long_it_was_held(int held, string request)
    {
        List<(int At, ButtonRequest Request)> asked = Play(
            (1000, ButtonInput.Pressed),
            (1000 + held, ButtonInput.LetGo)
        );
        Assert.Equal(
            request == "None" ? [] : [(1000 + held + 30, Enum.Parse<ButtonRequest>(request))],
            asked
        );
    }

    [Theory]
    [InlineData(4999, "None")]
    [InlineData(5000, "Restart")]
    [InlineData(14_999, "Restart")]
    [InlineData(15_000, "FactorySettings")]
    [InlineData(19_999, "FactorySettings")]
    [InlineData(20_000, "None")]
    public void While_it_is_held_a_sign_says_what_letting_go_would_do(int held, string sign)
    {
        ButtonStep step = ButtonMachine.Step(ButtonState.Up, ButtonInput.Pressed, At(0));
        while (step.Next is { } next && next <= At(held))
        {
            step = ButtonMachine.Step(step.State, ButtonInput.Time, next);
        }

        Assert.Equal(Enum.Parse<ButtonSign>(sign), step.Sign);
    }

    [Fact]
    public void A_gap_shorter_than_30_ms_is_bouncing_and_the_hold_goes_on()
    {
        Assert.Equal(
            [(9030, ButtonRequest.Restart)],
            Play(
                (0, ButtonInput.Pressed),
                (4000, ButtonInput.LetGo),
                (4029, ButtonInput.Pressed),
                (9000, ButtonInput.LetGo)
            )
        );
    }

    [Fact]
    public void A_gap_of_30_ms_ends_the_hold()
    {
        Assert.Equal(
            [(1030, ButtonRequest.SpeakAddress), (2030, ButtonRequest.SpeakAddress)],
            Play(
                (0, ButtonInput.Pressed),
                (1000, ButtonInput.LetGo),
                (1030, ButtonInput.Pressed),
                (2000, ButtonInput.LetGo)
            )
        );
    }

    [Fact]
    public void A_button_that_sticks_does_nothing_and_works_again_when_it_is_loose()
    {
        Assert.Equal(
            [(100_230, ButtonRequest.SpeakAddress)],
            Play(
                (0, ButtonInput.Pressed),
                (90_000, ButtonInput.LetGo),
                (100_000, ButtonInput.Pressed),
                (100_200, ButtonInput.LetGo)
            )
        );

        // Held when the box was switched on: nobody saw it go down.
        Assert.Empty(Play((6000, ButtonInput.LetGo)));
    }

    [Fact]
    public void Every_state_takes_every_input()
    {
        foreach (ButtonPhase phase in Enum.GetValues<ButtonPhase>())
        {
            foreach (ButtonInput input in Enum.GetValues<ButtonInput>())
            {
                foreach (int held in (int[])[0, 29, 30, 1999, 2000, 5000, 15_000, 20_000, 99_999])
                {
                    var state = new ButtonState(phase, At(1), At(1 + held));
                    ButtonStep step = ButtonMachine.Step(state, input, At(1 + held));
                    Assert.True(step.Next is null || step.Next > At(1 + held));
                    Assert.True(
                        step.State.Phase == ButtonPhase.Down
                            || step.State.Phase == ButtonPhase.Leaving
                            || step.Next is null
                    );
                }
            }
        }
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    // Plays edges at their times, and between them the time that the machine asks for.
    private static List<(int At, ButtonRequest Request)> Play(
        params (int At, ButtonInput Input)[] edges
    )
    {
        var asked = new List<(int, ButtonRequest)>();
        ButtonState state = ButtonState.Up;
        TimeSpan? next = null;
        void Step(ButtonInput input, TimeSpan at)
        {
            ButtonStep step = ButtonMachine.Step(state, input, at);
            state = step.State;
            next = step.Next;
            if (step.Request != ButtonRequest.None)
            {
                asked.Add(((int)at.TotalMilliseconds, step.Request));
            }
        }

        foreach ((int at, ButtonInput input) in edges.Append((int.MaxValue, ButtonInput.Time)))
        {
            while (next is { } due && due < At(at))
            {
                Step(ButtonInput.Time, due);
            }

            if (at != int.MaxValue)
            {
                Step(input, At(at));
            }
        }

        return asked;
    }
}
