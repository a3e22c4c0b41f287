using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Board.Simulated;
using QX200.Web;

namespace QX200.Box;

/// <summary>
/// The drawn box and its doors, on the simulated board alone and for programs on the same machine: the page at
/// <c>/panel</c>, the state, what hands do, live state and sound.
/// </summary>
internal sealed class PanelRoutes
{
    /// <summary>
    /// A receiver that is lifted again sooner was flashed, not hung up, and flashing has an order of its own.
    /// </summary>
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(1200);

    private readonly SimulatedBoard _board;
    private readonly PanelFiles _files = new();
    private readonly PanelState _state;
    private readonly PanelNews _news = new();
    private readonly ImmutableArray<SoundSocket> _sounds;
    private readonly Func<CancellationToken> _stopping;

    /// <param name="view">Any thread: what the firmware thinks that it is doing.</param>
    /// <param name="stopping">Asked when a stream begins: cancelled when the box stops.</param>
    public PanelRoutes(SimulatedBoard board, Func<PanelView> view, Func<CancellationToken> stopping)
    {
        _board = board;
        _state = new PanelState(board, view);
        _stopping = stopping;
        _sounds = [.. board.Telephones.Select(static t => new SoundSocket(t))];
        board.Changed = _news.Tell;
    }

    /// <summary>Any thread: what <c>view</c> gives has changed.</summary>
    public void ViewChanged() => _news.Tell();

    public void Add(WebRoutes routes)
    {
        routes.Get("/panel", Door.Loopback, context => _files.Send(context, "panel.html"));
        foreach (string name in _files.Names)
        {
            routes.Get($"/panel/{name}", Door.Loopback, context => _files.Send(context, name));
        }

        var live = new LiveSocket(_state, _news);
        routes.Get("/panel/live", Door.Loopback, context => live.Run(context, _stopping()));
        routes.Get("/panel/api/state", Door.Loopback, SendState);
        routes.Post("/panel/api/lines/{line}", Door.Loopback, OrderLine);
        routes.Post("/panel/api/button", Door.Loopback, OrderButton);
        routes.Post("/panel/api/wires", Door.Loopback, OrderWire);
        routes.Get("/panel/sound/{line}", Door.Loopback, Sound);
    }

    private Task SendState(HttpContext context) => context.Json(_state.Write);

    private Task Sound(HttpContext context) =>
        LineOf(context) is { } line
            ? _sounds[line - 1].Run(context, _stopping())
            : NoSuchLine(context);

    private async Task OrderLine(HttpContext context)
    {
        if (LineOf(context) is not { } line)
        {
            await NoSuchLine(context);
            return;
        }

        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (LineOrder.Read(body, out LineOrder order, out string member) is { } wrong)
        {
            await context.Problem(422, wrong, member.Length == 0 ? null : [new(member, wrong)]);
            return;
        }

        AnalogTelephone telephone = _board.Telephones[line - 1];
        if (!telephone.IsLifted && order.Act is not (LineAct.Lift or LineAct.HangUp))
        {
            await context.Problem(
                409,
                $"The receiver of line {line} is on the hook: lift it first, with {{\"hook\":\"off\"}}."
            );
            return;
        }

        TimeSpan early = BetweenCalls - telephone.OnHookFor;
        if (order.Act == LineAct.Lift && early > TimeSpan.Zero)
        {
            await Task.Delay(early, context.RequestAborted);
        }

        Do(telephone, order);
        await SendState(context);
    }

    private static void Do(AnalogTelephone telephone, LineOrder order)
    {
        switch (order.Act)
        {
            case LineAct.Lift:
                telephone.Lift();
                break;
            case LineAct.HangUp:
                telephone.HangUp();
                break;
            case LineAct.Flash:
                telephone.Flash();
                break;
            case LineAct.Keys:
                telephone.Press(order.Digits);
                break;
            default:
                telephone.Dial(order.Digits);
                break;
        }
    }

    private async Task OrderButton(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (ButtonOrder.Read(body, out ButtonOrder order) is { } wrong)
        {
            await context.Problem(422, wrong);
            return;
        }

        if (order.Hold is { } length)
        {
            _board.HoldButton(length);
        }
        else if (order.Pressed)
        {
            _board.PressButton();
        }
        else
        {
            _board.LetGoButton();
        }

        await SendState(context);
    }

    private async Task OrderWire(HttpContext context)
    {
        if (await context.ReadObject() is not { } body)
        {
            return;
        }

        if (WireOrder.Read(body, out WireOrder order, out string member) is { } wrong)
        {
            await context.Problem(422, wrong, [new(member, wrong)]);
            return;
        }

        _board.Chip.Fail(order.Line, order.Dead);
        _board.Chip.Break(order.Line, order.Wire);
        await SendState(context);
    }

    private int? LineOf(HttpContext context) =>
        int.TryParse(
            context.Request.RouteValues["line"] as string,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int line
        )
        && line >= 1
        && line <= _board.Telephones.Length
            ? line
            : null;

    private static Task NoSuchLine(HttpContext context) =>
        context.Problem(404, "The box has lines 1 and 2.");
}
