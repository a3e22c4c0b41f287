using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using QX200.Runtime;

namespace QX200.Settings;

/// <summary>
/// The front door of the settings while the box runs: what is written, what is in force, and the one way to change it.
/// Changes made by hand on disk are seen too, and neither side ever writes over the other.
/// </summary>
/// <remarks>
/// Any thread but the signal thread, as it may wait for the disk; one at a time, by a lock. Flash is spared: a save is
/// written at once when the last one is 2 s ago; what comes sooner is in force at once and written together at the end
/// of the 2 s. What is the same is not written.
/// </remarks>
internal sealed class SettingsStore : IDisposable
{
    /// <summary>Saves within this time are one write.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromSeconds(2);

    private readonly SettingsFolder _folder;
    private readonly SignalLoop _loop;
    private readonly Action<BoxSettings> _changed;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<WaitingEdit> _waiting = [];
    private SettingsFiles _disk;

    // What stands on disk, and in it carried out the edits that wait.
    private IReadOnlyList<IniDocument> _documents;
    private long? _written;
    private Shown _shown;
    private readonly ChangeWatchers _watchers = new();
    private ImmutableArray<string> _notices;

    /// <param name="start">What <see cref="SettingsFolder.Start"/> gave.</param>
    /// <param name="changed">Takes each new settings over; called on the signal thread.</param>
    public SettingsStore(
        SettingsFolder folder,
        SettingsStart start,
        SignalLoop loop,
        Action<BoxSettings> changed,
        ILogger log
    )
    {
        _folder = folder;
        _loop = loop;
        _changed = changed;
        _log = log;
        _notices = start.Notices;
        _disk = SettingsFiles.Read(folder, before: null);
        _documents = _disk.Documents;
        _shown = new Shown(
            start.Read.Settings,
            SettingsSheet.Of(_disk.Documents, start.Read.Problems),
            RestartNeeded: false
        );
        _timer = loop.Clock.CreateTimer(
            static store => ((SettingsStore)store!).Flush(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>What is written now.</summary>
    public SettingsSheet Sheet => Volatile.Read(ref _shown).Sheet;

    /// <summary>What the box goes by now: the addresses and ports are those of the start.</summary>
    public BoxSettings InForce => Volatile.Read(ref _shown).Settings;

    /// <summary>Addresses or ports are written that take effect at the next start.</summary>
    public bool RestartNeeded => Volatile.Read(ref _shown).RestartNeeded;

    /// <summary>Settings files written since the start, good copies among them.</summary>
    public long Writes => _folder.Writes;

    /// <summary>Sentences about what somebody should know: a broken file that was set aside, a save that failed.</summary>
    public ImmutableArray<string> Notices => _notices;

    /// <summary>Tells of every change of <see cref="Sheet"/> or <see cref="Notices"/>, on the thread that made it.</summary>
    /// <returns>To be disposed of when no more is wanted.</returns>
    public IDisposable Subscribe(Action changed) => _watchers.Add(changed);

    /// <summary>Makes a change, all of it or nothing.</summary>
    public EditResult Apply(SettingsEdit edit)
    {
        lock (_lock)
        {
            LookAtDisk();
            return Decide(edit, out EditPlan plan, out SettingsRead? read) is { } answer
                ? answer
                : Take(edit, plan, read!);
        }
    }

    /// <summary>What <see cref="Apply"/> would say, without changing anything.</summary>
    public EditResult Try(SettingsEdit edit)
    {
        lock (_lock)
        {
            LookAtDisk();
            return Decide(edit, out _, out SettingsRead? read)
                ?? new EditResult(EditOutcome.Saved, Sheet)
                {
                    Problems = EditProblems.About(edit, read!),
                };
        }
    }

    /// <summary>
    /// Reads the files again where somebody has changed them, and puts what is in force right. Edits that wait to be
    /// written are carried out on what stands there now.
    /// </summary>
    public void LookAtDisk()
    {
        lock (_lock)
        {
            SettingsFiles now = SettingsFiles.Read(_folder, _disk);
            if (now.Fingerprint == _disk.Fingerprint)
            {
                return;
            }

            _disk = now;
            CarryOutWaiting();
            TakeUp(_documents);
            SettingsLog.Problems(_log, Sheet.Problems);
            SettingsLog.Changed(_log, InForce.Extensions.Length);
            KeepGoodCopies();
        }
    }

    /// <summary>Writes what waits, now.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            LookAtDisk();
            if (_waiting.Count > 0 && WriteWaiting() is { } reason)
            {
                Notice($"the last changes could not be kept, {reason}");
            }
        }
    }

    /// <summary>
    /// Changes the files in another way than by an edit, such as a restore, while nobody edits them.
    /// </summary>
    /// <param name="basedOn">The <see cref="SettingsFolder.Fingerprint"/> that whoever asks for it had seen.</param>
    /// <param name="change">Changes all or nothing; throws what a flash throws.</param>
    /// <returns>One sentence why nothing was changed; null when it is done.</returns>
    public string? Replace(string basedOn, Action<SettingsFolder> change)
    {
        lock (_lock)
        {
            Flush();
            if (_disk.Fingerprint != basedOn)
            {
                return "the settings or the music were changed by somebody else in the meantime: look again at what would change";
            }

            try
            {
                change(_folder);
            }
            catch (Exception failure)
                when (FlashFault.Is(failure) || failure is InvalidDataException)
            {
                string reason = $"nothing was changed: {FlashFault.InWords(failure)}";
                SettingsLog.NotSaved(_log, reason);
                return reason;
            }

            LookAtDisk();
            TakeUp(_documents);
            return null;
        }
    }

    /// <summary>The files in DIR/music have changed although their names may not have: music is loaded anew.</summary>
    public void MusicChanged()
    {
        lock (_lock)
        {
            LookAtDisk();
            TakeUp(_documents);
        }
    }

    /// <summary>Adds a sentence to <see cref="Notices"/>.</summary>
    public void Notice(string sentence)
    {
        ImmutableInterlocked.Update(
            ref _notices,
            static (all, one) => all.Contains(one) ? all : all.Add(one),
            sentence
        );
        _watchers.Tell();
    }

    /// <summary>Takes a sentence away that somebody has read; at the next start it comes again while its cause is there.</summary>
    public void Dismiss(string sentence)
    {
        ImmutableInterlocked.Update(ref _notices, static (all, one) => all.Remove(one), sentence);
        _watchers.Tell();
    }

    /// <summary>Writes what waits. Nobody may call any more.</summary>
    public void Dispose()
    {
        Flush();
        _timer.Dispose();
    }

    /// <summary>An answer where the edit can't be taken or changes nothing; null where it is good.</summary>
    private EditResult? Decide(SettingsEdit edit, out EditPlan plan, out SettingsRead? read)
    {
        read = null;
        plan = EditPlan.Make(_documents, edit);
        if (_disk.Ailing(edit) is { } ailing)
        {
            return new EditResult(EditOutcome.NotWritten, Sheet) { Reason = ailing };
        }

        if (!plan.Conflicts.IsEmpty)
        {
            return new EditResult(EditOutcome.Conflict, Sheet)
            {
                Conflicts = plan.Conflicts,
                Reason = EditProblems.Conflict(plan.Conflicts),
            };
        }

        if (!plan.IsGood)
        {
            return new EditResult(EditOutcome.Refused, Sheet) { Problems = plan.Refusals };
        }

        read = ReadOf(plan.Documents);
        ImmutableArray<Problem> fresh = EditProblems.Fresh(read.Problems, Sheet.Problems);
        return fresh.IsEmpty
            ? null
            : new EditResult(EditOutcome.Refused, Sheet) { Problems = fresh };
    }

    private EditResult Take(SettingsEdit edit, EditPlan plan, SettingsRead read)
    {
        var saved = new EditResult(EditOutcome.Saved, Sheet)
        {
            Problems = EditProblems.About(edit, read),
        };
        if (SettingsFiles.Differing(_documents, plan.Documents).Count == 0)
        {
            return saved;
        }

        var waiting = new WaitingEdit(edit.BasedOn(Sheet));
        _waiting.Add(waiting);
        _documents = plan.Documents;
        TimeSpan wait = _written is { } at ? Gathering - _loop.Clock.GetElapsedTime(at) : default;
        if (wait > TimeSpan.Zero)
        {
            TakeUp(_documents, read);
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else if (WriteWaiting() is { } reason)
        {
            return new EditResult(EditOutcome.NotWritten, Sheet) { Reason = reason };
        }

        return saved with
        {
            Sheet = Sheet,
            OnFlash = waiting.OnFlash.Task,
        };
    }

    /// <summary>Null when it is done; else one sentence, and what is on disk is in force again.</summary>
    private string? WriteWaiting()
    {
        string? reason = null;
        try
        {
            _folder.Save(_disk.Differing(_documents));
            _written = _loop.Clock.GetTimestamp();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            reason = FlashFault.InWords(failure);
        }

        WaitingEdit[] done = [.. _waiting];
        _waiting.Clear();
        IReadOnlyList<IniDocument> wanted = _documents;
        _disk = SettingsFiles.Read(_folder, _disk);
        if (reason is not null)
        {
            reason =
                _disk.Differing(wanted).Count > 0
                    ? $"nothing was changed: {reason}"
                    : $"the change is in force, but it may be lost: {reason}";
            SettingsLog.NotSaved(_log, reason);
        }

        _documents = _disk.Documents;
        TakeUp(_documents);
        if (reason is null)
        {
            SettingsLog.Saved(_log, InForce.Extensions.Length);
            KeepGoodCopies();
        }

        Array.ForEach(done, w => w.OnFlash.SetResult(reason));
        return reason;
    }

    /// <summary>Edits that do not fit what stands on disk now are given up, and told so.</summary>
    private void CarryOutWaiting()
    {
        _documents = _disk.Documents;
        foreach (WaitingEdit waiting in _waiting.ToArray())
        {
            EditPlan plan = EditPlan.Make(_documents, waiting.Edit);
            if (plan.IsGood)
            {
                _documents = plan.Documents;
                continue;
            }

            string reason = EditProblems.Conflict(plan.Conflicts);
            _waiting.Remove(waiting);
            waiting.OnFlash.SetResult(reason);
            SettingsLog.NotSaved(_log, reason);
            Notice(reason);
        }
    }

    private void TakeUp(IReadOnlyList<IniDocument> documents) =>
        TakeUp(documents, ReadOf(documents));

    private void TakeUp(IReadOnlyList<IniDocument> documents, SettingsRead read)
    {
        BoxSettings settings = read.Settings.WithAddressesOf(InForce);
        bool restart = settings.System != read.Settings.System;
        if (restart && !RestartNeeded)
        {
            SettingsLog.RestartNeeded(_log);
        }

        Volatile.Write(
            ref _shown,
            new Shown(settings, SettingsSheet.Of(documents, read.Problems), restart)
        );
        _loop.Post(
            static state =>
            {
                var (changed, next) = ((Action<BoxSettings>, BoxSettings))state!;
                changed(next);
            },
            (_changed, settings)
        );
        _watchers.Tell();
    }

    private SettingsRead ReadOf(IReadOnlyList<IniDocument> documents) =>
        _disk.Understand(documents, InForce, _folder);

    private void KeepGoodCopies()
    {
        try
        {
            _folder.KeepGoodCopies();
        }
        catch (Exception failure) when (FlashFault.Is(failure))
        {
            SettingsLog.NoGoodCopy(_log, FlashFault.InWords(failure));
        }
    }

    /// <summary>Swapped as a whole, so that who looks never sees half.</summary>
    private sealed record Shown(BoxSettings Settings, SettingsSheet Sheet, bool RestartNeeded);

    private sealed class WaitingEdit(SettingsEdit edit)
    {
        public SettingsEdit Edit => edit;

        public TaskCompletionSource<string?> OnFlash { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
