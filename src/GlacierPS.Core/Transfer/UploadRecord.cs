using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// The journal of one file or stream on its way to one vault, for the call that sends it. It only helps to continue:
/// when it can no longer be written, the upload goes on without it.
/// </summary>
internal sealed class UploadRecord : IDisposable
{
    private readonly string _path;
    private readonly FileLock _lock;
    private readonly JsonLinesFile<JournalEntry> _journal;
    private readonly Action<string> _note;
    private volatile bool _broken;

    private UploadRecord(string path, FileLock held, JsonLinesFile<JournalEntry> journal, Action<string> note)
    {
        _path = path;
        _lock = held;
        _journal = journal;
        _note = note;
        Begun = UploadJournal.Begun(journal.Entries);
        if (
            Sha256Digest.TryParse(
                journal.Entries.LastOrDefault(e => e.Completing is not null)?.Completing,
                out Sha256Digest hash
            )
        )
        {
            Completing = hash;
        }
    }

    /// <summary>The upload that an earlier call, or this one, has begun; null if there is none.</summary>
    public BegunUpload? Begun { get; private set; }

    /// <summary>The tree hash that the earlier call was about to complete it with.</summary>
    public Sha256Digest? Completing { get; }

    /// <summary>The journals beside this one: those of other uploads.</summary>
    public IEnumerable<UnfinishedUpload> Others =>
        UploadJournal.List(Path.GetDirectoryName(_path)!).Where(other => other.JournalPath != _path);

    /// <summary>The journal of a file, whichever call began it.</summary>
    /// <exception cref="GlacierTransferException">
    /// Another process is sending the same file, or the folder cannot be written to.
    /// </exception>
    public static UploadRecord OfFile(
        string folder,
        string connection,
        string vaultName,
        SourceFile file,
        string? description,
        Action<string> note
    ) => Open(InFolder(folder, KeyOf(connection, vaultName, file, description)), file.Path, note);

    /// <summary>
    /// A journal of a stream, which no later call can continue: it says which upload is left if this one fails.
    /// </summary>
    /// <exception cref="GlacierTransferException">The folder cannot be written to.</exception>
    public static UploadRecord OfStream(string folder, Action<string> note) =>
        Open(InFolder(folder, Guid.NewGuid().ToString("N")), "The stream", note);

    /// <summary>A journal as it is, wherever it was begun.</summary>
    /// <exception cref="GlacierTransferException">Another process is at it, or it cannot be written to.</exception>
    public static UploadRecord Open(string path, string source, Action<string> note)
    {
        FileLock? held = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            held = FileLock.TryTake(path + ".lock") ?? throw UploadJournal.InUse(source);
            return new UploadRecord(path, held, JsonLinesFile.Open(path, JournalJson.Default.JournalEntry), note);
        }
        catch (Exception error)
        {
            held?.Dispose();
            throw error is IOException or UnauthorizedAccessException
                ? new GlacierTransferException(
                    "JournalNotWritable",
                    $"The journal of unfinished uploads in '{Path.GetDirectoryName(path)}' cannot be written: "
                        + $"{error.Message} Nothing "
                        + "was sent.",
                    error
                )
                : error;
        }
    }

    /// <summary>
    /// Begins anew: the service is about to be asked for an upload. Should its answer never be heard, the upload that
    /// it opened can still be found by what stands here.
    /// </summary>
    public void Begin(BegunUpload upload) =>
        Write(() =>
        {
            Begun = upload;
            _journal.Clear();
            _journal.Append(new JournalEntry { Upload = upload }, toDisk: true);
        });

    /// <summary>The service has opened the upload.</summary>
    public void Opened(string uploadId) =>
        Write(() =>
        {
            Begun = Begun! with { UploadId = uploadId };
            _journal.Append(new JournalEntry { Upload = Begun }, toDisk: true);
        });

    /// <summary>The service opened no upload.</summary>
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
        Write(() => File.Delete(_path));
    }

    public void Dispose()
    {
        _journal.Dispose();
        if (new FileInfo(_path) is { Exists: true, Length: 0 })
        {
            // Nothing was begun.
            Write(() => File.Delete(_path));
        }

        _lock.Dispose();
    }

    private void Write(Action write)
    {
        if (_broken)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _broken = true;
            _note(
                $"The journal '{_path}' cannot be written: {error.Message} The upload goes on, but may not be "
                    + "continued if it "
                    + "is stopped."
            );
        }
    }

    private static string InFolder(string folder, string name) =>
        Path.Combine(Path.GetFullPath(folder), name + UploadJournal.Suffix);

    /// <summary>A file that has changed is another one, and so are other vaults and descriptions.</summary>
    private static string KeyOf(string connection, string vaultName, SourceFile file, string? description)
    {
        string key = string.Join(
            '\0',
            connection,
            vaultName,
            file.Path,
            file.Length,
            file.LastWriteTime.Ticks,
            description
        );
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)).ToLowerInvariant();
    }
}
