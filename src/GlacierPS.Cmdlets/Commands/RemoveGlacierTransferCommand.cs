using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Gives transfers up: aborts an upload at the service, deletes what a download has fetched, and forgets both.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "GlacierTransfer",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = InputSet
)]
public sealed class RemoveGlacierTransferCommand : TransferCmdlet
{
    /// <summary>
    /// Forgets an upload that was begun with another connection, though it cannot be aborted over this one.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GlacierTransfer transfer)
    {
        if (transfer.Direction == TransferDirection.Download)
        {
            UnfinishedDownload download = TransferJournals.DownloadOf(transfer);
            if (
                ShouldProcess(
                    download.Path,
                    $"Delete what was fetched, {Quantity.Of(download.BytesStored, "byte")}, and forget the download"
                )
            )
            {
                DownloadJournal.Forget(download);
            }

            return;
        }

        UnfinishedUpload upload = TransferJournals.UploadOf(transfer);
        bool canAbort = IsOfTarget(transfer);
        if (!canAbort && !Force)
        {
            throw OtherConnection(transfer, "forget it with -Force without aborting its upload");
        }

        string what = canAbort
            ? "Abort the upload, with what was sent, and forget it"
            : "Forget the upload, which stays open for a day";
        if (ShouldProcess(upload.Path ?? $"upload {upload.UploadId}", what))
        {
            if (canAbort)
            {
                Run((_, token) => new ArchiveUpload(Glacier).AbandonAsync(upload, token));
            }
            else
            {
                UploadJournal.Forget(upload);
            }
        }
    }
}
