using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Goes on with what a crash, Ctrl+C or a lost line has stopped, here or on another machine: asks the service for the
/// parts that it holds, compares them with the file, and sends or fetches the rest.
/// </summary>
[Cmdlet(VerbsLifecycle.Resume, "GlacierTransfer", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(ArchiveSent), typeof(ArchiveReceived))]
public sealed class ResumeGlacierTransferCommand : TransferCmdlet
{
    private readonly ProgressMeter _meter = new("Resuming", "transfers");
    private readonly List<GlacierTransfer> _confirmed = [];
    private RateLimit? _rate;

    /// <summary>Where the file is now, if it is not where it was; for a single upload.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How many parts are on their way at once, 1 to 256; fewer while no more
    /// gains anything.</summary>
    [Parameter]
    [ValidateRange(1, ConcurrencyBudget.Most)]
    public int ThrottleLimit { get; set; } = ConcurrencyBudget.Most;

    /// <summary>How fast at most; as fast as it goes if nothing is said.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    /// <summary>
    /// Starts a job anew that the service has forgotten, waits for it and goes on. Each retrieval is paid for.
    /// </summary>
    [Parameter]
    public SwitchParameter Restage { get; set; }

    /// <summary>Time between two questions about such a job, as a time span or in seconds, at least 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>
    /// Goes on also over another connection than it was begun with, as on a machine where the profile has another name.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowOtherConnection { get; set; }

    /// <summary>
    /// Replaces a file that has taken a download's place. Where there is no such file it stands for
    /// -AllowOtherConnection, too, as it did before that was there.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _rate = MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null;
        base.BeginProcessing();
    }

    private protected override string? LeftByStop =>
        _meter.Begun == _meter.Ended ? null : "Stopped. What was sent and fetched is kept: run the same command again.";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Run(ResumeAllAsync, _meter);
        _meter.Complete(this);
    }

    private protected override void Process(GlacierTransfer transfer)
    {
        bool replaces = transfer.Direction == TransferDirection.Download && File.Exists(transfer.FullName);
        if (!IsOfTarget(transfer) && !AllowOtherConnection && !(Force && !replaces))
        {
            throw OtherConnection(transfer, "go on over this one with -AllowOtherConnection");
        }

        if (!ShouldProcess(transfer.FullName ?? transfer.JournalPath, $"Resume {transfer.Direction}"))
        {
            return;
        }

        _meter.Begin(transfer.FullName ?? "stream", transfer.SizeInBytes);
        _confirmed.Add(transfer);
    }

    /// <summary>All at once: how many parts are on their way is for the connection's budget to say.</summary>
    private Task ResumeAllAsync(IPipeline pipeline, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            _confirmed,
            new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = cancellationToken },
            async (transfer, token) =>
            {
                try
                {
                    pipeline.Write(
                        transfer.Direction == TransferDirection.Upload
                            ? await SendAsync(TransferJournals.UploadOf(transfer), pipeline, token)
                            : await ReceiveAsync(
                                TransferJournals.DownloadOf(transfer),
                                Force && (IsOfTarget(transfer) || AllowOtherConnection),
                                pipeline,
                                token
                            )
                    );
                }
                catch (Exception error) when (!Stop.IsCancellationRequested)
                {
                    pipeline.Fail(error, transfer.FullName ?? transfer.JournalPath);
                }
                finally
                {
                    // What a stop has cut off has not ended.
                    if (!Stop.IsCancellationRequested)
                    {
                        _meter.End();
                    }
                }
            }
        );

    private async Task<object> SendAsync(
        UnfinishedUpload upload,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var uploads = new ArchiveUpload(
            Glacier,
            new UploadOptions
            {
                ThrottleLimit = ThrottleLimit,
                Budget = Target.Budget,
                Connection = Target.Identity,
                Rate = _rate,
                Stored = sent => Target.Note(sent, pipeline.Warn),
                Progress = new MeterProgress(_meter, pipeline),
            }
        );
        SentArchive sent = await uploads.ResumeAsync(
            upload,
            Path is null ? null : this.LiteralFilePath(Path),
            cancellationToken
        );
        return ArchiveSent.From(sent with { Description = upload.Description });
    }

    private async Task<object> ReceiveAsync(
        UnfinishedDownload download,
        bool overwrite,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var downloads = new JobOutputDownload(
            Glacier,
            new DownloadOptions
            {
                ThrottleLimit = ThrottleLimit,
                Budget = Target.Budget,
                Overwrite = overwrite,
                Restage = Restage,
                PollInterval = PollInterval,
                Rate = _rate,
                JournalFolder = System.IO.Path.GetDirectoryName(download.JournalPath),
                Connection = download.Connection,
                Progress = new MeterProgress(_meter, pipeline),
            }
        );
        SavedOutput saved = await downloads.ResumeAsync(download, cancellationToken);
        return ArchiveReceived.From(download, saved, System.IO.Path.GetFileName(download.Path));
    }
}
