using System.Diagnostics;
using System.Globalization;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;

namespace QX200.Acceptance;

/// <summary>One call parked and taken back between three telephones, told as it happens.</summary>
internal static class Demo
{
    private const double ShortestWorthTelling = 0.3;

    private static readonly Stopwatch Clock = Stopwatch.StartNew();

    /// <returns>0 when all went as it should.</returns>
    public static async Task<int> Run(string folder)
    {
        try
        {
            await Scene.Play(scene => Play(scene, folder), folder: folder);
            return 0;
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidOperationException)
        {
            Tell($"It went wrong. {fault.Message}");
            return 1;
        }
    }

    private static async Task Play(Scene scene, string folder)
    {
        Console.WriteLine(
            "In place of a person, 101 sounds a low tone, 102 a middle one, 103 a high one.\n"
        );
        Tell($"The exchange takes calls on port {scene.Exchange.Port}.");
        Baresip waits = await scene.Baresip("101", Voice.A);
        Baresip parks = await scene.Baresip("102", Voice.B);
        Baresip takes = await scene.Baresip("103", Voice.C);
        Tell("101, 102 and 103 have registered.");

        await Talk(waits, parks);
        await Park(parks);
        await TakeBack(takes, waits);

        Console.WriteLine("\nWhat each telephone heard:");
        Report(folder, waits, parks, takes);
    }

    private static async Task Talk(Baresip waits, Baresip parks)
    {
        Tell("101 calls 102.");
        await waits.Dial("102");
        BaresipEvent ringing = await parks.Rings();
        Tell($"102 rings; the caller is {ringing.Peer}.");
        await parks.Answer();
        await waits.Connected();
        Tell("102 has answered: 101 and 102 hear each other.");
        await Task.Delay(3000);
    }

    private static async Task Park(Baresip parks)
    {
        Tell(
            "102 presses *5, the Call Park code: 101 hears the tune, 102 hears the number of the park extension."
        );
        await parks.Press("*5");
        await parks.Closed();
        Tell("102 has been released. 101 waits on 77.");
        await Task.Delay(4000);
    }

    private static async Task TakeBack(Baresip takes, Baresip waits)
    {
        Tell("103, in another room, calls 77.");
        await takes.Dial("77");
        await takes.Connected();
        Tell("103 has the call: 101 and 103 hear each other.");
        await Task.Delay(3000);
        await takes.HangUp();
        await waits.Closed();
        Tell("103 hangs up; the call is over.");
        await Task.Delay(300);
    }

    private static void Report(string folder, params Baresip[] phones)
    {
        foreach (Baresip phone in phones)
        {
            string file = phone.RecordingFiles()[^1];
            var heard = new Heard(Wav.Read(file));
            Console.WriteLine(
                $"\n  {phone.Account.Number}  {Path.GetRelativePath(Directory.GetCurrentDirectory(), file)}"
            );
            foreach (
                Stretch stretch in heard.Stretches.Where(s => s.Seconds >= ShortestWorthTelling)
            )
            {
                Console.WriteLine($"    {stretch with { What = Name(stretch.What, heard) }}");
            }
        }

        string log = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder);
        Console.WriteLine($"\nThe logs of all that took part are in {log} as well.");
    }

    private static string Name(string what, Heard heard) =>
        what == Voice.A.Name ? "101"
        : what == Voice.B.Name ? "102"
        : what == Voice.C.Name ? "103"
        : what != Heard.OtherSound ? what
        : heard.LikenessTo(Reference.Tune) > Proof.TuneLikeness ? "the tune"
        : "the exchange's voice";

    private static void Tell(string what) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Clock.Elapsed.TotalSeconds, 5:0.0} s  {what}"
            )
        );
}
