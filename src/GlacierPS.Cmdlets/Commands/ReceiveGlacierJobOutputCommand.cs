using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// GetJobOutput: an archive becomes a file under the name that its description holds, fetched by ranges in parallel and
/// verified as a whole; an inventory becomes objects, or with -Path a file.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "GlacierJobOutput", SupportsShouldProcess = true)]
[OutputType(typeof(ArchiveReceived), typeof(InventoryArchive))]
public sealed class ReceiveGlacierJobOutputCommand : ConcurrentCmdlet<JobKey>
{
    /// <summary>The finished jobs whose output is wanted.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[] JobId { get; set; } = [];

    /// <summary>
    /// The folder to put files into, made if missing; sub-folders are made as the archives' names say.
    /// </summary>
    [Parameter(Position = 2)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>A name below -Path in place of the archive's own; for a single job.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FileName { get; set; }

    /// <summary>Makes files of what other tools compressed or encrypted; the stored bytes stay beside them.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>The password of what is encrypted, for -Expand.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>Replaces files that are already there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Starts a job anew that the service forgets during the download, waits for it and goes on. Each retrieval is paid
    /// for.
    /// </summary>
    [Parameter]
    public SwitchParameter Restage { get; set; }

    /// <summary>Time between two questions about such a job, as a time span or in seconds, at least 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Most bytes a second, all outputs together; no limit by default.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    private const string FormsMeaning =
        "What was received are their stored bytes, which {0} has to unpack or decrypt, or Expand-GlacierArchive; "
        + "Verified says that these arrived as they were stored.";

    private readonly StoredForms _forms = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<OlderVersions>>> _older = new(StringComparer.Ordinal);
    private OutputTargets _targets = null!;
    private ReceivedCopies _copies = null!;
    private ArchiveExpander _expander = null!;
    private string? _folder;
    private RateLimit? _rate;

    private protected override ProgressMeter Meter { get; } = new("Receiving from Glacier", "outputs");

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Require(() => _folder = Path is null ? null : this.FolderPath(Path), Path);
        _targets = new OutputTargets(_folder ?? "");
        _rate = MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null;
        _expander = new ArchiveExpander(new ExpansionOptions { Password = Password, Overwrite = Force });
        base.BeginProcessing();
        _copies = new ReceivedCopies(_targets, Target.KnownCatalogOrNull);
    }

    private protected override IEnumerable<JobKey> Prepare()
    {
        foreach (string id in JobId)
        {
            foreach (JobKey key in Attempt(() => Confirm(id), id))
            {
                Meter.Begin(id, bytes: 0);
                yield return key;
            }
        }
    }

    private protected override async Task WorkAsync(
        JobKey item,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        JobDescription job = await Glacier.DescribeJobAsync(item.VaultName, item.JobId, cancellationToken);
        ReceivableJob.Check(job);
        if (job.Action == JobAction.InventoryRetrieval && _folder is null)
        {
            await EmitInventoryAsync(job, pipeline, cancellationToken);
        }
        else
        {
            await SaveAsync(job, pipeline, cancellationToken);
        }
    }

    private protected override object TargetOf(JobKey item) => item.JobId;

    private protected override string? LeftByStop =>
        Meter.Begun == 0
            ? null
            : $"Stopped after {Quantity.Of(Meter.Ended, "output")}. What was fetched of the others lies beside their "
                + "targets: run the same command again, or Resume-GlacierTransfer.";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_forms.Describe(FormsMeaning) is { } packed)
        {
            WriteWarning(packed);
        }

        foreach (string warning in _expander.Warnings(ofNotPacked: false))
        {
            WriteWarning(warning);
        }
    }

    private JobKey[] Confirm(string jobId)
    {
        CheckVaultName();
        return _folder is null || ShouldProcess($"output of job {jobId}", $"Save below {_folder}")
            ? [new JobKey(VaultName, jobId)]
            : [];
    }

    private async Task EmitInventoryAsync(JobDescription job, IPipeline pipeline, CancellationToken cancellationToken)
    {
        await using var output = await JobOutputStream.OpenAsync(Glacier, job, options: null, cancellationToken);
        InventoryFormat format = job.InventoryRetrievalParameters?.Format ?? InventoryFormat.Json;
        var source = new InventorySource(job.VaultName, job.VaultARN) { Warn = pipeline.Warn };
        await pipeline.WriteAllAsync(
            InventoryReader.ReadAsync(output, format, source, cancellationToken),
            cancellationToken
        );
    }

    private async Task SaveAsync(JobDescription job, IPipeline pipeline, CancellationToken cancellationToken)
    {
        if (_folder is null)
        {
            throw new GlacierInputException(
                "PathNeeded",
                $"The output of job {job.JobId} is an archive: say with -Path which folder it goes to."
            );
        }

        var download = new JobOutputDownload(
            Glacier,
            new DownloadOptions
            {
                ThrottleLimit = ThrottleLimit,
                Budget = Target.Budget,
                Overwrite = Force,
                Restage = Restage,
                PollInterval = PollInterval,
                Rate = _rate,
                JournalFolder = UserFolders.Transfers,
                Connection = Target.Identity,
                Progress = new MeterProgress(Meter, pipeline, knowsSize: false),
            }
        );
        ArchiveName[] names =
            job.Action == JobAction.ArchiveRetrieval
                ? _copies.NamesOf(
                    job,
                    ArchiveDescription.Read(await download.FindDescriptionAsync(job, cancellationToken)),
                    cancellationToken
                )
                : [];
        ArchiveName? kept = names.FirstOrDefault();
        string name = FileName ?? ReceivableJob.NameOf(job, kept);
        OutputTarget? target =
            FileName is null && RetrievalJobs.IsWhole(job) && job.ArchiveId is { } archiveId
                ? await _targets.AssignAsync(
                    new RestoreItem
                    {
                        VaultName = job.VaultName,
                        ArchiveId = archiveId,
                        Name = name,
                        CreationDate = (await OlderVersionsOf(job.VaultName)).DateOf(archiveId),
                        SizeInBytes = job.ArchiveSizeInBytes,
                        SHA256TreeHash = job.ArchiveSHA256TreeHash,
                    },
                    cancellationToken
                )
                : null;
        if (target?.SameAs is { } other)
        {
            pipeline.Verbose($"Job {job.JobId} is not downloaded: archive {other} had the same name and content.");
            Write(ArchiveReceived.From(job, target, name, kept), pipeline);
            string hash = job.ArchiveSHA256TreeHash!;
            await foreach (var copy in CopiesAsync(job, target.Path, hash, names, pipeline, cancellationToken))
            {
                Write(ExpandedForm(copy, pipeline, cancellationToken), pipeline);
            }

            return;
        }

        string path = target?.Path ?? TargetPath.Below(_folder, name);
        string? there = Force ? null : await OutputTargets.FindThereAsync(job, path, cancellationToken);
        bool isOriginal =
            !Force
            && there is null
            && RetrievalJobs.IsWhole(job)
            && await OutputTargets.IsOriginalAsync(kept, path, cancellationToken);
        if (there is not null || isOriginal)
        {
            if (target is not null)
            {
                _targets.End(target, true);
            }

            ArchiveReceived found = ArchiveReceived.From(job, new OutputTarget(path, target?.Reason, null), name, kept);
            Write(
                ExpandedForm(
                    found with
                    {
                        WasThere = true,
                        IsOriginal = isOriginal,
                        SizeInBytes = isOriginal ? new FileInfo(path).Length : found.SizeInBytes,
                        PackedPath = there == path ? null : there,
                    },
                    pipeline,
                    cancellationToken
                ),
                pipeline
            );
            return;
        }

        bool isSaved = false;
        SavedOutput saved;
        try
        {
            saved = await download.SaveAsync(job, path, kept?.ModifiedTime, cancellationToken);
            isSaved = true;
        }
        finally
        {
            if (target is not null)
            {
                _targets.End(target, isSaved);
            }
        }

        if (target?.Reason is { } reason)
        {
            pipeline.Warn($"An archive went to '{saved.Path}'. {reason}");
        }

        if (!saved.Verified && job.Action == JobAction.ArchiveRetrieval)
        {
            pipeline.Warn(
                $"'{saved.Path}' has the right length, but Glacier gives no hash for the range "
                    + $"{job.RetrievalByteRange}, so its bytes could not be verified."
            );
        }

        // All names are there before the first is expanded: the copies are made of the stored bytes.
        List<ArchiveReceived> files =
        [
            ArchiveReceived.From(job, saved, name, kept) with
            {
                RenamedBecause = target?.Reason,
            },
        ];
        if (target is not null)
        {
            string hash = saved.SHA256TreeHash.ToString();
            await foreach (var copy in CopiesAsync(job, saved.Path, hash, names, pipeline, cancellationToken))
            {
                files.Add(copy);
            }
        }

        foreach (ArchiveReceived file in files)
        {
            Write(ExpandedForm(file, pipeline, cancellationToken), pipeline);
        }
    }

    /// <summary>One copy that cannot be made is an error, and the others go on.</summary>
    private async IAsyncEnumerable<ArchiveReceived> CopiesAsync(
        JobDescription job,
        string source,
        string treeHash,
        IEnumerable<ArchiveName> names,
        IPipeline pipeline,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (ArchiveName name in FileName is null ? names.Skip(1) : [])
        {
            ArchiveReceived copy;
            try
            {
                copy = await _copies.MakeAsync(job, source, treeHash, name, Force, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or GlacierException)
            {
                pipeline.Fail(error, name.Name);
                continue;
            }

            yield return copy;
        }
    }

    /// <summary>What -Expand makes of a file; the file as it is, where that fails or is not wanted.</summary>
    private ArchiveReceived ExpandedForm(
        ArchiveReceived received,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        ExpandedArchive? done =
            Expand && received is { ArchiveId: not null, SameAs: null, PackedPath: null, IsOriginal: false }
                ? _expander.TryExpand(received.ToExpand(), pipeline, cancellationToken)
                : null;
        return done?.Files is [var file]
            ? received with
            {
                FullName = file.Path,
                SizeInBytes = new FileInfo(file.Path).Length,
                PackedPath = done.PackedPath,
            }
            : received;
    }

    private void Write(ArchiveReceived received, IPipeline pipeline)
    {
        if (received.ArchiveId is not null)
        {
            bool isStoredForm = received is { PackedPath: null, IsOriginal: false };
            _forms.Count(isStoredForm && received.Compressed, isStoredForm && received.Encrypted, received.WrittenBy);
        }

        pipeline.Write(received);
    }

    private Task<OlderVersions> OlderVersionsOf(string vaultName) =>
        _older
            .GetOrAdd(
                vaultName,
                vault => new Lazy<Task<OlderVersions>>(() =>
                    Task.Run(() =>
                        Target.KnownCatalogOrNull(vault) is { } catalog
                            ? OlderVersions.Read(catalog, Stop.Token)
                            : OlderVersions.None
                    )
                )
            )
            .Value;
}
