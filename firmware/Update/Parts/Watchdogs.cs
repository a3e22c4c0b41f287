namespace QX200.Update.Parts;

/// <summary>The chip that starts a box that hangs, which the system feeds, and the system's own watch over the program.</summary>
/// <param name="root">Folder that /dev and /sys are looked for in.</param>
/// <param name="run">Runs a program with its arguments.</param>
internal sealed class Watchdogs(string root, Func<string, string[], ProgramResult> run)
{
    public Finding Look()
    {
        if (!File.Exists(At("dev/watchdog0")))
        {
            return Finding.Bad("there is none: a box that hangs stays so");
        }

        // The kernel's word on whether anybody has opened it.
        string state = UpdatePlaces
            .Lines(At("sys/class/watchdog/watchdog0/state"))
            .FirstOrDefault("active");
        string system = Shown(["--property=RuntimeWatchdogUSec"]);
        string program = Shown(["--property=WatchdogUSec", "qx200.service"]);
        return state != "active" || IsOff(system)
                ? Finding.Bad(
                    $"there is one, and the system does not feed it (it is {state}, RuntimeWatchdogSec is {Said(system)}): a box that hangs stays so"
                )
            : IsOff(program)
                ? Finding.Bad(
                    $"it watches the system, and the system does not watch the program (WatchdogSec is {Said(program)})"
                )
            : Finding.Good(
                $"it watches the system ({system}), and the system watches the program ({program})"
            );
    }

    private static bool IsOff(string time) => time is "" or "0" or "infinity";

    private static string Said(string time) => time.Length > 0 ? time : "not told";

    private string Shown(string[] what) =>
        run("systemctl", ["show", .. what])
            .Output.Split('\n')
            .Select(static line => line.Split('=', 2))
            .Where(static halves => halves.Length == 2)
            .Select(static halves => halves[1].Trim())
            .FirstOrDefault("");

    private string At(string path) => Path.Combine(root, path);
}
