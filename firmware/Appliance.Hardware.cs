using System.Net;
using Microsoft.Extensions.Logging;
using QX200.Board;
using QX200.Board.Simulated;
using QX200.Box;
using QX200.Panel;
using QX200.Runtime;
using QX200.Settings;
using QX200.Status;
using QX200.Update;

namespace QX200;

/// <summary>The half of the composition root that joins the hardware: the board, its front panel, the drawn box.</summary>
internal sealed partial class Appliance : IPanelRequests
{
    private readonly IBoard _hardware;
    private readonly SignalLoop _panelLoop;
    private readonly FrontPanel _panel;
    private readonly PanelRoutes? _box;
    private readonly CancellationTokenSource _stopPanel = new();
    private Thread? _panelThread;
    private volatile Ending _ending;

    /// <summary>What comes after the stop.</summary>
    private enum Ending : byte
    {
        /// <summary>Nothing: somebody asked the program to end.</summary>
        Stop,

        /// <summary>The button asked for a restart.</summary>
        Restart,

        /// <summary>The button asked for factory settings and a restart.</summary>
        FactorySettings,
    }

    void IPanelRequests.SpeakAddress(IPAddress address) =>
        _loop.Post(
            _ =>
            {
                if (_board.Phones?.SpeakAddress(address.ToString()) != true)
                {
                    _panel.FlashAddress();
                }
            },
            null
        );

    void IPanelRequests.AcceptUpdate() => _duties.AcceptOffer();

    void IPanelRequests.Restart() => StopFor(Ending.Restart);

    void IPanelRequests.RestoreFactorySettings() => StopFor(Ending.FactorySettings);

    private FrontPanel MakePanel() =>
        new(
            _hardware,
            _panelLoop,
            this,
            () => BoxAddress.Find(loopbackCounts: _hardware is SimulatedBoard),
            _log.CreateLogger<FrontPanel>()
        );

    private PanelRoutes? MakeBox() =>
        _hardware is SimulatedBoard simulated
            ? new PanelRoutes(simulated, View, () => _web.Stopping)
            : null;

    /// <summary>First of all: whoever has plugged the box in sees that it starts.</summary>
    private void StartPanel()
    {
        _status.Subscribe(_panel.Show);
        _hardware.StartFront();
        _panel.Start();
        _panelThread = new Thread(() => _panelLoop.Run(_stopPanel.Token)) { Name = "panel" };
        _panelThread.Start();
    }

    private void StartLines()
    {
        _status.Subscribe(_ => _box?.ViewChanged());
        _hardware.Start();
    }

    /// <summary>Where the start failed too.</summary>
    private void StopHardware()
    {
        _stopPanel.Cancel();
        _panelThread?.Join();
        _panel.Darken();
        _hardware.Dispose();
        _panelLoop.Dispose();
        _stopPanel.Dispose();
    }

    /// <summary>
    /// Any thread: the system has the pins and the voice of both lines. Wiring is the box's own: an old box with a broken
    /// module could never be updated otherwise.
    /// </summary>
    private bool LinesInService() =>
        _hardware.Ports.All(static port => port.Fault?.Kind is null or PortFaultKind.Wiring);

    /// <summary>The pool: how an update stands, for the status lamp and the button.</summary>
    private void ShowUpdate(UpdateReport report) =>
        _panel.Show(
            report.Phase switch
            {
                UpdatePhase.Offered => BoxUpdate.Offered,
                UpdatePhase.Checking or UpdatePhase.Writing or UpdatePhase.Installed =>
                    BoxUpdate.Running,
                _ => BoxUpdate.None,
            }
        );

    private void StopFor(Ending ending)
    {
        _ending = ending;
        _stopAsked.Set();
    }

    /// <summary>Any thread: what the drawn box shows besides its pins.</summary>
    private PanelView View()
    {
        StatusSnapshot now = _status.Current;
        return new PanelView(
            [
                .. now.Lines.Select(static line => new LineView(
                    line.Line,
                    line.Number,
                    line.Phase switch
                    {
                        LinePhase.Ready => "ready",
                        LinePhase.OffHook => "off-hook",
                        LinePhase.Ringing => "ringing",
                        LinePhase.InUse => "in-use",
                        LinePhase.Unused => "unused",
                        _ => "out-of-service",
                    },
                    line.Reason
                )),
            ],
            [.. now.Parked.Select(static parked => parked.Slot)]
        );
    }

    /// <summary>
    /// After everything has been taken down. On the appliance the init system starts the program again; the simulated
    /// board does so by itself.
    /// </summary>
    private static int After(Ending ending, string folder, bool simulated)
    {
        if (ending == Ending.FactorySettings)
        {
            int code = FactoryReset.Run(
                folder,
                UpdatePlaces.FromEnvironment().KeptSettings,
                yes: true,
                TextReader.Null,
                TextWriter.Null,
                Console.Error
            );
            if (code != 0)
            {
                return code;
            }
        }

        return ending != Ending.Stop && simulated ? SameProgram.Again() : 0;
    }
}
