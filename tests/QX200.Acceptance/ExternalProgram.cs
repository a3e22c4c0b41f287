using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QX200.Acceptance;

/// <summary>A program started for a test: its output lines as a journal, and an end that leaves nothing behind.</summary>
internal sealed partial class ExternalProgram : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly string _name;
    private readonly StreamWriter _log;
    private int? _code;

    /// <summary>Starts the program; what it says goes to <paramref name="log"/> as well.</summary>
    public ExternalProgram(string name, ProcessStartInfo start, string log)
    {
        _name = name;
        _log = new StreamWriter(log) { AutoFlush = true };
        Output = new Journal<string>(name);
        Errors = new Journal<string>($"{name} (standard error)");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Record(Output, line.Data);
        _process.ErrorDataReceived += (_, line) => Record(Errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Standard output, line by line.</summary>
    public Journal<string> Output { get; }

    /// <summary>Standard error, line by line.</summary>
    public Journal<string> Errors { get; }

    public bool HasExited => _code is not null || _process.HasExited;

    /// <summary>The kernel's number of the process, to look it up in /proc.</summary>
    public int Id => _process.Id;

    /// <summary>Types a line at the program's prompt.</summary>
    public async Task Type(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the program to end by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Exit(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException passed)
        {
            throw new TimeoutException(
                $"{_name} was still running after {limit.TotalSeconds:0.#} s",
                passed
            );
        }

        return _process.ExitCode;
    }

    /// <summary>Asks the program to end with SIGTERM, and waits.</summary>
    public Task<int> StopByTerm(TimeSpan limit) => Stop(Terminate, limit);

    /// <summary>Asks the program to end with SIGINT, as Ctrl-C does, and waits.</summary>
    public Task<int> StopByInterrupt(TimeSpan limit) => Stop(Interrupt, limit);

    /// <summary>Sends a signal by its number.</summary>
    public void Signal(int signal) => _ = SendSignal(_process.Id, signal);

    /// <summary>May be called twice: a test ends a telephone early to hear its whole recording.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_code is not null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _code = _process.ExitCode;

        _process.Dispose();
        await _log.DisposeAsync();
    }

    private Task<int> Stop(int signal, TimeSpan limit)
    {
        if (HasExited)
        {
            return Task.FromResult(_code ?? _process.ExitCode);
        }

        Signal(signal);

        return Exit(limit);
    }

    private void Record(Journal<string> journal, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.WriteLine(line);
        }

        journal.Add(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
