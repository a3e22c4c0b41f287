using QX200.Runtime;

namespace QX200.Settings;

/// <summary>
/// A small file below DIR/state that follows what the signal thread has in memory, for the time after a restart. Written a
/// second after a change, on the disk thread. Lost or damaged it costs comfort and no setting. Signal thread, but for
/// what is said otherwise.
/// </summary>
/// <param name="state">What the file is to hold now.</param>
/// <param name="complain">Told why it could not be kept: any thread.</param>
internal sealed class StateFile(
    string path,
    SignalLoop loop,
    DiskQueue disk,
    Func<byte[]> state,
    Action<string> complain
)
{
    private const int Largest = 8 << 20;
    private static readonly TimeSpan s_gather = TimeSpan.FromSeconds(1);

    private TimerId _writing;

    /// <summary>At the start, any thread. Null where there is none, or none that can be read.</summary>
    public byte[]? Read()
    {
        if (SafeFile.TryRead(path, Largest, out byte[] content, out string reason))
        {
            return content;
        }

        if (reason.Length > 0)
        {
            complain(reason);
        }

        return null;
    }

    public void Changed()
    {
        if (!_writing.IsSet)
        {
            _writing = loop.Timers.Schedule(
                s_gather,
                static file => ((StateFile)file!).Write(),
                this
            );
        }
    }

    /// <summary>At a clean stop, before the disk thread's: what has changed is posted at once.</summary>
    public void Flush()
    {
        if (_writing.IsSet)
        {
            loop.Timers.Cancel(ref _writing);
            Write();
        }
    }

    private void Write()
    {
        _writing = default;
        disk.Post(
            static state =>
            {
                var (file, content) = ((StateFile, byte[]))state!;
                file.WriteOnDisk(content);
            },
            (this, state())
        );
    }

    private void WriteOnDisk(byte[] content)
    {
        try
        {
            SafeFile.Write(path, content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            complain(failure.Message);
        }
    }
}
