using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>The journals of unfinished transfers: this user's, or copies of others'.</summary>
internal static class TransferJournals
{
    /// <summary>All transfers of a folder, oldest first.</summary>
    public static IReadOnlyList<GlacierTransfer> Of(string folder) =>
    [
        .. UploadJournal.List(folder).Select(upload => new GlacierTransfer(upload))
            .Concat(DownloadJournal.List(folder).Select(download => new GlacierTransfer(download)))
            .OrderBy(transfer => transfer.Started),
    ];

    /// <summary>The transfers that a path means: a journal, or a folder of them.</summary>
    /// <exception cref="GlacierInputException">It is neither.</exception>
    public static IReadOnlyList<GlacierTransfer> At(string path)
    {
        if (Directory.Exists(path))
        {
            return Of(path);
        }

        IReadOnlyList<GlacierTransfer> found = File.Exists(path)
            ? [.. Of(System.IO.Path.GetDirectoryName(path)!).Where(transfer => transfer.JournalPath == path)]
            : [];
        return found.Count > 0
            ? found
            : throw new GlacierInputException(
                "NotAJournal",
                $"'{path}' is not the journal of a transfer. Journals lie in '{TransferFolder.Default}'; copy one with its name.");
    }
}
