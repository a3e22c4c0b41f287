namespace QX200.Settings.Backups;

/// <summary>Writes DIR/state/before-restore.zip aside; it takes its place when it is whole.</summary>
internal sealed class UndoStream : Stream
{
    private readonly IFlash _flash;
    private readonly string _path;
    private readonly IFlashFile _file;
    private readonly string _folder;
    private long _length;
    private bool _kept;

    public UndoStream(SettingsFolder folder)
    {
        _flash = folder.Flash;
        _folder = folder.StateFolder;
        _path = Path.Combine(_folder, RestorePlan.UndoFile);
        _flash.MakeFolder(_folder);
        _file = _flash.Create(_path + SafeFile.Aside);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _file.Write(buffer);
        _length += buffer.Length;
    }

    public override void Flush() { }

    /// <summary>What was written is whole, and takes the place of the last one.</summary>
    public void Keep()
    {
        _file.Sync();
        _file.Dispose();
        _flash.Rename(_path + SafeFile.Aside, _path);
        _flash.SyncFolder(_folder);
        _kept = true;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_kept)
        {
            _file.Dispose();
            SafeFile.Discard(_flash, _path + SafeFile.Aside);
        }

        base.Dispose(disposing);
    }
}
