using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer.Upload;

/// <summary>
/// The journal of one file or stream on its way to one vault, for the call that sends it. It only helps to continue:
/// when it can no longer be written, the upload goes on without it.
/// </summary>
internal sealed class UploadRecord : IDisposable
{
    private readonly string _path;
    private readonly FileLock _lock;
    private readonly JsonLinesFile<JournalEntry> _journal;
    private readonly Action<string> _warn;
    private int _broken;

    private UploadRecord(string path, FileLock held, JsonLinesFile<JournalEntry> journal, Action<string> warn)
    {
        (_path, _lock, _journal, _warn) = (path, held, journal, warn);
        Begun = UploadJournal.StateOf(journal.Entries);
        string? completing = journal.Entries.LastOrDefault(entry => entry.Completing is not null)?.Completing;
        Completing = Sha256Digest.TryParse(completing, out Sha256Digest hash) ? hash : null;
    }

    /// <summary>The upload that an earlier call has begun; null if there is none.</summary>
    public UploadState? Begun { get; }

    /// <summary>The tree hash that the earlier call was about to complete it with.</summary>
    public Sha256Digest? Completing { get; }

    /// <summary>The journals beside this one: those of other uploads.</summary>
    public IEnumerable<UnfinishedUpload> Others =>
        UploadJournal.List(Path.GetDirectoryName(_path)!).Where(other => other.JournalPath != _path);

    /// <summary>
    /// The journal of a file, whichever call began it. A file that has changed is another one, and so are other vaults
    /// and descriptions.
    /// </summary>
    /// <exception cref="GlacierTransferException">
    /// Another process is sending the same file, or the folder cannot be written to.
    /// </exception>
    public static UploadRecord OfFile(
        string folder,
        string connection,
        string vaultName,
        FileParts file,
        string? description,
        Action<string> warn
    ) =>
        Open(
            TransferJournal.PathOf(
                folder,
                UploadJournal.Suffix,
                connection,
                vaultName,
                ComparablePath.Of(file.Path),
                file.Length,
                file.LastWriteTime.Ticks,
                description
            ),
            file.Path,
            warn
        );

    /// <summary>
    /// A journal of a stream, which no later call can continue: it says which upload is left if this one fails.
    /// </summary>
    /// <exception cref="GlacierTransferException">The folder cannot be written to.</exception>
    public static UploadRecord OfStream(string folder, Action<string> warn) =>
        Open(Path.Combine(Path.GetFullPath(folder), $"{Guid.NewGuid():N}{UploadJournal.Suffix}"), "The stream", warn);

    /// <summary>A journal as it is, wherever it was begun.</summary>
    /// <exception cref="GlacierTransferException">Another process is at it, or it cannot be written to.</exception>
    public static UploadRecord Open(string path, string source, Action<string> warn)
    {
        FileLock? held = null;
        try
        {
            OwnFiles.CreateFolder(Path.GetDirectoryName(path)!);
            held = TransferJournal.TryLock(path) ?? throw TransferJournal.InUse(source);
            return new UploadRecord(path, held, TransferJournal.Open(path), warn);
        }
        catch (Exception error)
        {
            held?.Dispose();
            throw error is IOException or UnauthorizedAccessException
                ? new GlacierTransferException(
                    "JournalNotWritable",
                    $"The journal of unfinished uploads in '{Path.GetDirectoryName(path)}' cannot be written: "
                        + $"{error.Message} Make the folder writable, or choose another.",
                    error
                )
                : error;
        }
    }

    /// <summary>The service is about to be asked for an upload.</summary>
    public void Begin(UploadState state) =>
        Write(() =>
        {
            _journal.Clear();
            _journal.Append(new JournalEntry { Upload = state }, toDisk: true);
        });

    /// <summary>The service has given the upload its ID.</summary>
    public void Initiated(UploadState state) =>
        Write(() => _journal.Append(new JournalEntry { Upload = state }, toDisk: true));

    /// <summary>The service initiated no upload.</summary>
    public void Forget() => Write(_journal.Clear);

    /// <summary>A part is at the service.</summary>
    public void Sent(ByteRange range, Sha256Digest treeHash) =>
        Write(() => _journal.Append(new JournalEntry { Done = FinishedRange.Of(range, treeHash) }));

    /// <summary>
    /// Complete is about to be called. Should its answer be lost, the next call repeats it, and the same archive's ID
    /// comes back instead of a second archive being made (glacier-api.md §6.5).
    /// </summary>
    public void BeforeComplete(Sha256Digest treeHash) =>
        Write(() => _journal.Append(new JournalEntry { Completing = treeHash.ToString() }, toDisk: true));

    /// <summary>The archive is stored: nothing is left to continue.</summary>
    public void Finish()
    {
        _journal.Dispose();
        if (OwnFiles.TryDelete(_path) is { } error)
        {
            _warn($"The journal '{_path}' of an upload that is complete could not be deleted: {error.Message}");
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        if (new FileInfo(_path) is { Exists: true, Length: 0 })
        {
            // Nothing was begun.
            OwnFiles.TryDelete(_path);
        }

        _lock.Dispose();
    }

    private void Write(Action write)
    {
        if (Volatile.Read(ref _broken) != 0)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Interlocked.Exchange(ref _broken, 1) == 0)
            {
                _warn(
                    $"The journal '{_path}' cannot be written: {error.Message} The upload goes on, but may not be "
                        + "continued if it is stopped."
                );
            }
        }
    }
}
