using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>
/// A file that is being downloaded, and the journal of its ranges, beside the target (<see cref="DownloadFiles"/>).
/// It gets the target's name only when it is complete and flushed.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    // Smaller files gain nothing from it, and may well be opened at once.
    private const long DirectLength = 64 << 20;

    private readonly string _target;
    private readonly DownloadFiles _files;
    private readonly long _size;
    private readonly SafeFileHandle _handle;
    private readonly JsonLinesFile<JournalEntry> _journal;
    private readonly Lazy<bool> _direct;
    private volatile bool _cannotDirect;
    private long _stored;

    private PartialFile(string target, long size, SafeFileHandle handle, JsonLinesFile<JournalEntry> journal)
    {
        (_target, _files, _size, _handle, _journal) = (target, new DownloadFiles(target), size, handle, journal);
        _direct = new Lazy<bool>(() => size >= DirectLength && DirectIO.TryBegin(handle));
    }

    /// <summary>The ranges that earlier calls recorded for the same output.</summary>
    public IReadOnlyList<FinishedRange> Recorded { get; private set; } = [];

    /// <summary>Bytes in ranges that are stored and recorded.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Opens what an earlier call left, or makes room for the whole file.</summary>
    /// <exception cref="GlacierTransferException">
    /// There is no room, the folder cannot be written to, another call is at it, or another's file has its name.
    /// </exception>
    public static PartialFile Open(string target, long size)
    {
        var files = new DownloadFiles(target);
        SafeFileHandle? handle = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            bool isOurs = files.CheckJournal();
            handle = File.Exists(files.Partial) ? OpenExisting(files.Partial) : Create(files.Partial, target, size);
            if (!isOurs && RandomAccess.GetLength(handle) > 0)
            {
                throw files.NotOurs(files.Partial);
            }

            return new PartialFile(target, size, handle, TransferJournal.Open(files.Journal));
        }
        catch (Exception error)
        {
            bool isHeld = handle is null && error is IOException held && FileLock.IsHeldByAnother(held);
            handle?.Dispose();
            throw error switch
            {
                IOException full when DiskSpace.IsExhausted(full) => DiskSpace.Error(target, size, 0, full),
                IOException when isHeld => TransferJournal.InUse(target),
                IOException or UnauthorizedAccessException => CannotWrite(target, error),
                _ => error,
            };
        }
    }

    /// <summary>
    /// A link could lead to any file of the user's. It is looked at before, for its error, and after the opening, so
    /// that none can be put there in between.
    /// </summary>
    private static SafeFileHandle OpenExisting(string partial)
    {
        SafeFileHandle handle = File.OpenHandle(
            partial,
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.Asynchronous
        );
        if (FileState.IsAt(partial, handle))
        {
            return handle;
        }

        handle.Dispose();
        throw new IOException($"'{partial}' became a link while it was opened.");
    }

    /// <summary>
    /// A full disk is known before the first byte is fetched, and paid for. Room is asked for and not taken: blocks
    /// that are reserved ahead cost file systems more than those that come with the bytes.
    /// </summary>
    private static SafeFileHandle Create(string partial, string target, long size)
    {
        if (DiskSpace.FreeBytes(Path.GetDirectoryName(target)!) < size)
        {
            throw DiskSpace.Error(target, size, 0);
        }

        SafeFileHandle handle = File.OpenHandle(
            partial,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.Asynchronous
        );

        // Ranges come in any order.
        SparseFile.TryMark(handle);
        return handle;
    }

    /// <summary>
    /// Goes on with the ranges that are recorded for this output; begins anew if they are of another.
    /// </summary>
    /// <returns>The download to go on with: its range size may be another than was asked for.</returns>
    public DownloadState Begin(DownloadState download)
    {
        if (
            _journal.Entries is [{ Download: { } before }, ..]
            && before with { RangeSize = download.RangeSize } == download
        )
        {
            Recorded = [.. _journal.Entries.Select(entry => entry.Done).OfType<FinishedRange>()];
            return before;
        }

        Guard(() =>
        {
            // The file first: with bytes in it and nothing in its journal it would not be known as ours.
            RandomAccess.SetLength(_handle, 0);
            _journal.Clear();
            _journal.Append(new JournalEntry { Download = download }, toDisk: true);
        });
        return download;
    }

    /// <summary>The tree hash of what lies in a stretch of the file now. Not once it is being written.</summary>
    public Task<Sha256Digest> TreeHashAsync(ByteRange range, CancellationToken cancellationToken) =>
        FileHashing.TreeHashAsync(_handle, range, progress: null, cancellationToken);

    /// <summary>Bytes in the file now, holes included.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Writes the beginning of a buffer. What lies behind it in the buffer is lost.</summary>
    /// <param name="buffer">Holds the bytes.</param>
    /// <param name="length">How many: all but the last of the file are whole buffers.</param>
    /// <param name="offset">Where in the file; a multiple of 1 MiB.</param>
    /// <exception cref="GlacierTransferException">There is no room, or the disk fails.</exception>
    public void Write(AlignedBuffer buffer, int length, long offset)
    {
        Span<byte> bytes = buffer.Memory.Span;
        try
        {
            if (_direct.Value && !_cannotDirect)
            {
                // Whole blocks only; what is too much is cut off in the end.
                int blocks = (length + DirectIO.Alignment - 1) / DirectIO.Alignment * DirectIO.Alignment;
                bytes[length..blocks].Clear();
                if (TryWriteDirect(bytes[..blocks], offset))
                {
                    return;
                }
            }

            RandomAccess.Write(_handle, bytes[..length], offset);
        }
        catch (IOException error)
        {
            throw CannotStore(error);
        }
    }

    /// <summary>A range is there, recorded or about to be.</summary>
    public void Keep(FinishedRange range, long length, bool isNew)
    {
        if (isNew)
        {
            Guard(() => _journal.Append(new JournalEntry { Done = range }));
        }

        Interlocked.Add(ref _stored, length);
    }

    /// <summary>What was recorded turned out to be wrong.</summary>
    public void Forget()
    {
        Interlocked.Exchange(ref _stored, 0);
        Recorded = [];
        Guard(() =>
        {
            RandomAccess.SetLength(_handle, 0);
            _journal.Clear();
        });
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="GlacierTransferException">There is a file of that name now; what was fetched is
    /// kept.</exception>
    /// <param name="lastWriteTime">The time that it is to have; null for now.</param>
    /// <param name="overwrite">Whether a file that has the name is replaced.</param>
    /// <param name="warn">Told if the journal cannot be deleted, which harms nothing.</param>
    public void Finish(DateTime? lastWriteTime, bool overwrite, Action<string> warn)
    {
        Guard(() =>
        {
            RandomAccess.SetLength(_handle, _size);
            DurableFile.Flush(_handle, _files.Partial);
        });
        SetTime(lastWriteTime);
        _handle.Dispose();
        _journal.Dispose();
        try
        {
            OwnFiles.Retry(() => DurableFile.Rename(_files.Partial, _target, overwrite));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw !overwrite && error is not FlushFailedException && File.Exists(_target)
                ? new GlacierTransferException(
                    "TargetExists",
                    $"'{_target}' came into being while it was downloaded, and is not overwritten. What was "
                        + "downloaded is kept as "
                        + $"'{_files.Partial}': call again with leave to overwrite, or once the file is moved away.",
                    error
                )
                : CannotWrite(_target, error);
        }

        if (OwnFiles.TryDelete(_files.Journal) is { } left)
        {
            warn($"'{_target}' is complete, but '{_files.Journal}' could not be deleted: {left.Message}");
        }
    }

    /// <summary>Leaves no trace if nothing was fetched, now or by an earlier call.</summary>
    /// <returns>Whether there is none.</returns>
    public bool DiscardIfEmpty()
    {
        if (Stored != 0 || Recorded.Count != 0)
        {
            return false;
        }

        Dispose();
        _files.Delete();
        return true;
    }

    public void Dispose()
    {
        _handle.Dispose();
        _journal.Dispose();
    }

    /// <summary>Some file systems promise it and refuse it then; whatever else is wrong shows again.</summary>
    private bool TryWriteDirect(ReadOnlySpan<byte> blocks, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, blocks, offset);
            return true;
        }
        catch (IOException)
        {
            _cannotDirect = true;
            DirectIO.End(_handle);
            return false;
        }
    }

    private void SetTime(DateTime? time)
    {
        // Windows counts from 1601; and not every file system can keep a time, for which no file is given up.
        if (time is { Year: > 1601 } known)
        {
            try
            {
                File.SetLastWriteTimeUtc(_handle, known.ToUniversalTime());
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        }
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (IOException error)
        {
            throw CannotStore(error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw CannotWrite(_target, error);
        }
    }

    private GlacierTransferException CannotStore(IOException error) =>
        DiskSpace.IsExhausted(error)
            ? DiskSpace.Error(_target, _size - Stored, Stored, error)
            : CannotWrite(_target, error);

    private static GlacierTransferException CannotWrite(string target, Exception error) =>
        new("CannotWrite", $"'{target}' cannot be written: {error.Message}", error);
}
