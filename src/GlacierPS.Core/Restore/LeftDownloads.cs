using GlacierPS.Core.Leases;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Restore;

/// <summary>
/// What this machine left of downloads below its folder when it was killed, or slept, and another took its windows
/// over: that one has the files. When all windows of a share have ended, no machine goes on with them. Those of an
/// archive that failed are kept, since a restore of it alone would go on there.
/// </summary>
internal static class LeftDownloads
{
    /// <summary>Deletes them.</summary>
    /// <exception cref="GlacierException">The table refuses.</exception>
    public static async Task DeleteAsync(
        string folder,
        string vaultName,
        SharedWork share,
        Action<string> note,
        CancellationToken cancellationToken
    )
    {
        ILookup<string, string> left = await Task.Run(() => Find(folder, cancellationToken), cancellationToken);
        if (left.Count == 0)
        {
            return;
        }

        await foreach (
            IReadOnlyList<WindowArchive> archives in share.ReadEndedAsync(
                vaultName,
                (window, _) => window.ArchivesFailed == 0,
                cancellationToken
            )
        )
        {
            foreach (string path in archives.SelectMany(archive => left[archive.Archive.ArchiveId]))
            {
                Delete(path, note);
            }
        }
    }

    /// <summary>The paths of what downloads of whole archives left, without endings, by the archives' IDs.</summary>
    private static ILookup<string, string> Find(string folder, CancellationToken cancellationToken)
    {
        IEnumerable<string> journals = Directory.Exists(folder)
            ? FilesBelow.Of(Path.GetFullPath(folder), OwnNames.Journal, skipsUnreadable: true)
            : [];
        var left = new List<(string ArchiveId, string Path)>();
        foreach (string journal in journals)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (
                TransferJournal.Read(journal) is [{ Download.Source: var source }, ..]
                && FinishedJob.WholeArchiveOf(source) is { } archiveId
            )
            {
                left.Add((archiveId, journal[..^OwnNames.Journal.Length]));
            }
        }

        return left.ToLookup(one => one.ArchiveId, one => one.Path, StringComparer.Ordinal);
    }

    private static void Delete(string path, Action<string> note)
    {
        string partial = path + OwnNames.Partial;
        try
        {
            // Whoever goes on with it, for another command, has it to itself.
            using (
                File.Exists(partial)
                    ? File.OpenHandle(partial, access: FileAccess.ReadWrite, share: FileShare.None)
                    : null
            ) { }

            OwnFiles.Retry(() => File.Delete(partial));
            OwnFiles.Retry(() => File.Delete(path + OwnNames.Journal));
            note($"'{partial}', which was left of a download, is deleted: another machine restored the archive.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            note($"'{partial}', which was left of a download, is not deleted: {error.Message}");
        }
    }
}
