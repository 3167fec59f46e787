using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Transfer;

/// <summary>
/// The journal of one file on its way to one vault, for the call that sends it. It only helps to continue: when it can
/// no longer be written, the upload goes on without it.
/// </summary>
internal sealed class UploadRecord : IDisposable
{
    private readonly string _path;
    private readonly TransferLock _lock;
    private readonly JournalFile _journal;
    private readonly Action<string> _note;
    private volatile bool _broken;

    private UploadRecord(string path, TransferLock held, JournalFile journal, Action<string> note)
    {
        _path = path;
        _lock = held;
        _journal = journal;
        _note = note;
        Begun = journal.Entries is [{ Upload: { } begun }, ..] ? begun : null;
        if (Sha256Digest.TryParse(journal.Entries.LastOrDefault(e => e.Completing is not null)?.Completing, out Sha256Digest hash))
        {
            Completing = hash;
        }
    }

    /// <summary>The upload that an earlier call began with the same file; null if there is none.</summary>
    public BegunUpload? Begun { get; }

    /// <summary>The tree hash that the earlier call was about to complete it with.</summary>
    public Sha256Digest? Completing { get; }

    /// <exception cref="GlacierTransferException">
    /// Another process is sending the same file, or the folder cannot be written to.
    /// </exception>
    public static UploadRecord Open(
        string folder, string connection, string vaultName, SourceFile file, string? description, Action<string> note)
    {
        string name = KeyOf(connection, vaultName, file, description) + UploadJournal.Suffix;
        string path = Path.Combine(Path.GetFullPath(folder), name);
        TransferLock? held = null;
        try
        {
            Directory.CreateDirectory(folder);
            held = TransferLock.TryTake(path) ?? throw UploadJournal.InUse(file.Path);
            return new UploadRecord(path, held, JournalFile.Open(path), note);
        }
        catch (Exception error)
        {
            held?.Dispose();
            throw error is IOException or UnauthorizedAccessException
                ? new GlacierTransferException(
                    "JournalNotWritable",
                    $"The journal of unfinished uploads in '{folder}' cannot be written: {error.Message} Nothing was sent.", error)
                : error;
        }
    }

    /// <summary>Begins anew with an upload that the service has just opened.</summary>
    public void Begin(BegunUpload upload) => Write(() =>
    {
        _journal.Clear();
        _journal.Append(new JournalEntry { Upload = upload }, toDisk: true);
    });

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
                $"The journal '{_path}' cannot be written: {error.Message} The upload goes on, but may not be continued if it "
                + "is stopped.");
        }
    }

    /// <summary>A file that has changed is another one, and so are other vaults and descriptions.</summary>
    private static string KeyOf(string connection, string vaultName, SourceFile file, string? description)
    {
        string key = string.Join('\0', connection, vaultName, file.Path, file.Length, file.LastWriteTime.Ticks, description);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)).ToLowerInvariant();
    }
}
