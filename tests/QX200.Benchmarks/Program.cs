using BenchmarkDotNet.Running;
using QX200.Benchmarks;

// Whole-process runs, where those say more than a benchmark of one function.
switch (args)
{
    case ["media-floor"]:
        return MediaFloor.Run();
    case ["media-parked", .. string[] numbers]:
        return ParkedRun.Run(numbers);
    case ["watchers", .. string[] numbers]:
        return WatchersRun.Run(numbers);
    case ["talk-off", .. string[] minutes]:
        return TalkOff.Run(minutes);
    default:
        BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
        return 0;
}
