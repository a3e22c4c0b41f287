using System.Net;
using System.Runtime.InteropServices;
using QX200.Board;
using QX200.Board.Simulated;
using QX200.Lines;
using QX200.Settings;
using QX200.Update.Parts;

namespace QX200;

/// <summary>
/// <c>qx200 selftest</c>: the parts that the system knows, then those of the board, and the sheet. The board is the running
/// exchange's; it is stopped only where it was asked for, and started again however the test ends.
/// </summary>
internal sealed class SelfTestVerb(CommandLine line, CancellationToken stop)
{
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(60);

    private readonly Sheet _sheet = new();
    private readonly BoxSettings _settings = Read(line.DataFolder);
    private readonly Patience _patience = Patience.OfTheMachine(stop);
    private readonly ExchangeUnit _exchange = ExchangeUnit.OfTheMachine;
    private readonly ConsoleTechnician? _console =
        line.Board != BoardChoice.Simulated && !line.NoQuestions && ConsoleTechnician.IsThere
            ? new ConsoleTechnician(Console.In, Console.Error)
            : null;

    /// <returns>The exit code: 0 where no part has a fault.</returns>
    public static int Run(CommandLine line, string version)
    {
        using var stop = new CancellationTokenSource();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            End
        );
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            End
        );
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            End
        );
        var test = new SelfTestVerb(line, stop.Token);
        try
        {
            return test.Run($"qx200 {version}");
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("qx200: the self-test was broken off, so there is no sheet");
            return 1;
        }
        catch (IOException fault)
        {
            // The terminal is gone, for one. Caught here so that what is on the way out is done: the exchange runs again.
            Console.Error.WriteLine($"qx200: the self-test could not go on: {fault.Message}");
            return 1;
        }
    }

    private int Run(string box)
    {
        BoardSeat seat = BoardSeat.For(line, Standing(), attended: _console is not null);
        if (seat.Step == SeatStep.AskFirst)
        {
            seat = Agrees(seat.Sentence)
                ? new BoardSeat(SeatStep.StopExchange, "")
                : new BoardSeat(SeatStep.LeaveOut, "the exchange was left running");
        }

        if (seat.Step == SeatStep.Refuse)
        {
            Console.Error.WriteLine($"qx200: {seat.Sentence}");
            return 1;
        }

        // The exchange's own port is one of these, so it still runs.
        SipSettings sip = _settings.System.Sip;
        Try(
            new SystemParts("/").Checks(
                TimeProvider.System,
                new IPEndPoint(sip.Bind, sip.Port),
                _exchange.Runs
            )
        );
        TryBoard(seat);
        _sheet.Print(box, TimeProvider.System.GetUtcNow(), Console.Out);
        return _sheet.ExitCode;
    }

    private static BoxSettings Read(string folder)
    {
        SettingsRead read = new SettingsFolder(folder).ReadForStart();
        return read.Failure is null ? read.Settings : new BoxSettings();
    }

    private BoardStanding Standing()
    {
        if (line.Board == BoardChoice.Simulated)
        {
            return default;
        }

        bool runs = _exchange.Runs;
        WebSettings web = _settings.System.Web;
        return new BoardStanding(
            Qx200Board.IsHere,
            runs,
            runs && _exchange.IsOnTrial,
            runs ? ExchangeUnit.Calls(new IPEndPoint(web.Bind, web.Port)) : null,
            Qx200Board.Holder
        );
    }

    private bool Agrees(string question)
    {
        Console.Error.WriteLine($"    >>> {question} [y, n]");
        Reply reply = Reply.None;
        _patience.Until(s_answerTime, () => (reply = _console!.Reply()) != Reply.None);
        return reply == Reply.Yes;
    }

    private void TryBoard(BoardSeat seat)
    {
        if (seat.Step == SeatStep.LeaveOut)
        {
            Try([new PartCheck("lines and lamps", () => Finding.NotTried(seat.Sentence))]);
            return;
        }

        if (seat.Step == SeatStep.Open)
        {
            OpenBoard();
            return;
        }

        if (_exchange.Stop() is { } why)
        {
            Try([new PartCheck("lines and lamps", () => Finding.Bad(why))]);
            return;
        }

        Finding after;
        try
        {
            OpenBoard();
        }
        finally
        {
            after = _exchange.Start() is { } trouble
                ? Finding.Bad(trouble)
                : Finding.Good("runs again");
            if (after.Ok == false)
            {
                Console.Error.WriteLine($"qx200: {after.Text}");
            }
        }

        Try([new PartCheck("exchange", () => after)]);
    }

    private void OpenBoard()
    {
        BoardChoice choice = line.Board == BoardChoice.Found ? BoardChoice.Qx200 : line.Board;
        if (Hardware.IsReal(choice) && Qx200Board.Missing is { } why)
        {
            Try([new PartCheck("GPIO lines", () => Finding.Bad(why))], wired: true);
            return;
        }

        using IBoard board = Hardware.Make(choice);
        using SimulatedTechnician? hands =
            board is SimulatedBoard simulated && !line.NoQuestions
                ? new SimulatedTechnician(simulated, TimeProvider.System, Console.Error)
                : null;
        Country country = Country.Find(_settings.System.Line.Country) ?? Country.All[0];
        var parts = new BoardParts(
            board,
            new RingTerms(country.RingHertz, country.Ring),
            (ITechnician?)hands ?? _console,
            _patience
        );
        Try(parts.Checks(), wired: true);
    }

    private void Try(IEnumerable<PartCheck> parts, bool wired = false) =>
        _sheet.Try(parts, Begins, wired);

    private void Begins(string part)
    {
        if (_console is not null)
        {
            Console.Error.WriteLine(part);
        }
    }
}
