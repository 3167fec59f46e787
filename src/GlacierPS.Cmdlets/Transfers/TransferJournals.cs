using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>The journals of unfinished transfers: this user's, or copies of others'.</summary>
internal static class TransferJournals
{
    /// <summary>All transfers of a folder, oldest first.</summary>
    public static IReadOnlyList<GlacierTransfer> Of(string folder) =>
        [
            .. UploadJournal
                .List(folder)
                .Select(GlacierTransfer.From)
                .Concat(DownloadJournal.List(folder).Select(GlacierTransfer.From))
                .OrderBy(transfer => transfer.Started),
        ];

    /// <summary>The upload that a transfer is, as its journal tells it now.</summary>
    /// <exception cref="GlacierInputException">It has ended since.</exception>
    public static UnfinishedUpload UploadOf(GlacierTransfer transfer) =>
        UploadJournal.Read(transfer.JournalPath) ?? throw Gone(transfer);

    /// <summary>The download that a transfer is, as its record tells it now.</summary>
    /// <exception cref="GlacierInputException">It has ended since.</exception>
    public static UnfinishedDownload DownloadOf(GlacierTransfer transfer) =>
        DownloadJournal.Read(transfer.JournalPath) ?? throw Gone(transfer);

    private static GlacierInputException Gone(GlacierTransfer transfer) =>
        new(
            "TransferGone",
            $"The transfer of '{transfer.FullName ?? "a stream"}' has ended, or its journal '{transfer.JournalPath}' "
                + "was removed. List what is left with "
                + "Get-GlacierTransfer."
        );

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
                $"'{path}' is not the journal of a transfer. Journals lie in '{UserFolders.Transfers}'; copy one "
                    + "with its name."
            );
    }
}
