using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Transfer.Download;

/// <summary>
/// What a download stores beside its target until it has the target's name: <c>name.glacier-partial</c>, and its
/// journal <c>name.glacier-journal</c>. Files of such names that no download has left are never written to nor deleted.
/// </summary>
/// <param name="target">Full path of the file that is to be.</param>
internal sealed class DownloadFiles(string target)
{
    /// <summary>Full path of the bytes.</summary>
    public string Partial { get; } = Beside(target, OwnNames.Partial);

    /// <summary>Full path of the journal.</summary>
    public string Journal { get; } = Beside(target, OwnNames.Journal);

    /// <summary>Looks at what is there before anything is opened to write.</summary>
    /// <returns>Whether a download has left its journal; there is none, or it is empty, if not.</returns>
    /// <exception cref="GlacierTransferException">A link, or another's file, has the name of one of them.</exception>
    public bool CheckJournal()
    {
        RefuseLink(Partial);
        RefuseLink(Journal);
        if (TransferJournal.Read(Journal) is [{ Download: not null }, ..])
        {
            return true;
        }

        return new FileInfo(Journal) is { Exists: true, Length: > 0 } ? throw NotOurs(Journal) : false;
    }

    /// <summary>The error for a file that no download has left.</summary>
    public GlacierTransferException NotOurs(string path) =>
        new(
            "NotAPartialFile",
            $"'{path}' is in the way, and is not what a download of '{target}' has left. Move it away, or download to "
                + "another name."
        );

    /// <summary>
    /// The error for a file that would be replaced and is read-only, which Windows does not do; null for others, and on
    /// other systems, where the folder's rights decide.
    /// </summary>
    public static GlacierTransferException? FindReadOnly(string target) =>
        OperatingSystem.IsWindows() && new FileInfo(target) is { Exists: true, IsReadOnly: true }
            ? new GlacierTransferException(
                "CannotWrite",
                $"'{target}' is read-only, and would not be replaced once its bytes are there. Clear that attribute, "
                    + "or choose another target."
            )
            : null;

    /// <summary>Bytes that earlier calls have stored and recorded.</summary>
    public long ReadStored() =>
        TransferJournal
            .Read(Journal)
            .Select(entry => ByteRange.TryParse(entry.Done?.Range, out ByteRange range) ? range : (ByteRange?)null)
            .OfType<ByteRange>()
            .Distinct()
            .Sum(range => range.Length);

    /// <summary>
    /// Whether a download was stopped between its file's getting the name and the end: the file is there, and of what
    /// stood beside it the journal alone.
    /// </summary>
    public bool HasJournalOfFinished()
    {
        try
        {
            return File.Exists(target)
                && !File.Exists(Partial)
                && TransferJournal.Read(Journal) is [{ Download: not null }, ..];
        }
        catch (IOException)
        {
            // Another call is at it.
            return false;
        }
    }

    /// <summary>Deletes what earlier calls have left.</summary>
    public void Delete()
    {
        OwnFiles.Retry(() => File.Delete(Partial));
        OwnFiles.Retry(() => File.Delete(Journal));
    }

    private static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is { } elsewhere)
        {
            throw new GlacierTransferException(
                "CannotWrite",
                $"'{path}' is a link to '{elsewhere}', which would be overwritten. Remove the link."
            );
        }
    }

    /// <summary>
    /// A path beside the target, where a name that is too long with the suffix makes way for it.
    /// </summary>
    private static string Beside(string target, string suffix)
    {
        string name = Path.GetFileName(target);
        if (SafeName.LengthOf(name, OperatingSystem.IsWindows()) + suffix.Length <= SafeName.Longest)
        {
            return target + suffix;
        }

        string digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
        return Path.Join(Path.GetDirectoryName(target), digest + suffix);
    }
}
