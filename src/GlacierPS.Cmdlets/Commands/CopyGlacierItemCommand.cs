using System.Collections;
using System.Management.Automation;
using System.Security;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Drive;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// Copies between the <c>Glacier:</c> drive and the file system, which PowerShell's Copy-Item refuses to do between two
/// providers. Restore-GlacierArchive and Send-GlacierArchive do the work; what is said here are the paths.
/// </summary>
[Cmdlet(VerbsCommon.Copy, "GlacierItem", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(
    typeof(RestoredArchive),
    typeof(RestoreState),
    typeof(RestoreEstimate),
    typeof(ArchiveSent),
    typeof(ArchiveToSend)
)]
public sealed class CopyGlacierItemCommand : GlacierCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private static readonly string[] s_ofRestore =
    [
        nameof(Tier),
        nameof(MaxCost),
        nameof(NoWait),
        nameof(Timeout),
        nameof(PollInterval),
        nameof(Expand),
        nameof(Password),
        nameof(Force),
    ];

    private static readonly string[] s_ofSend = [nameof(SkipKnown), nameof(Include), nameof(Exclude)];

    private ItemCopy? _copy;

    /// <summary>Files and folders of the file system, or archives, folders and vaults of the drive; wildcards
    /// allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The same, by paths in which nothing is a wildcard: those of objects in a pipe.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The folder on the other side that they are put into; it need not exist.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Copies folders, and all that is in them.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>From the drive: speed and price of the retrieval.</summary>
    [Parameter]
    public RetrievalTier Tier { get; set; } = RetrievalTier.Standard;

    /// <summary>From the drive: starts no job that would pass so many US dollars.</summary>
    [Parameter]
    [ValidateRange(0, 10_000_000)]
    public decimal? MaxCost { get; set; }

    /// <summary>From the drive: does what can be done now, and emits the state of each archive.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>From the drive: how long to go on in all, as a time span or in seconds.</summary>
    [Parameter]
    [Seconds]
    public TimeSpan? Timeout { get; set; }

    /// <summary>From the drive: time between two questions about jobs, as a time span or in seconds, at least
    /// 1 s.</summary>
    [Parameter]
    [Seconds(1)]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>From the drive: makes files of what other tools compressed or encrypted.</summary>
    [Parameter]
    public SwitchParameter Expand { get; set; }

    /// <summary>The password of what is encrypted, for -Expand.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <summary>From the drive: replaces files that are there and are not the archives.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>To the drive: leaves out files that the vault has already, as far as its catalogue lists.</summary>
    [Parameter]
    public SwitchParameter SkipKnown { get; set; }

    /// <summary>To the drive, with -Recurse: only files with such names, or such paths below the folder.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>To the drive, with -Recurse: no files and folders with such names, or such paths.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    /// <summary>Number of files that are transferred at the same time, 1 to 256; fewer while no more gains
    /// anything.</summary>
    [Parameter]
    [ValidateRange(1, ConcurrencyBudget.Most)]
    public int ThrottleLimit { get; set; } = ConcurrencyBudget.Most;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == LiteralPathSet;
        foreach (string path in literal ? LiteralPath : Path)
        {
            bool isOnDrive = false;
            Attempt(() => isOnDrive = ItemPath.IsOnDrive(this, path), path);
            // Which way the first one goes is the way of all.
            Require(() => _copy ??= Begin(isOnDrive), Destination);
            foreach (object item in Attempt(() => _copy!.Find(path, isOnDrive, literal), path))
            {
                _copy!.Copy(item);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _copy?.End();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _copy?.Dispose();
        base.Dispose(disposing);
    }

    private ItemCopy Begin(bool isOnDrive)
    {
        string[] others = isOnDrive ? s_ofSend : s_ofRestore;
        if (others.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey) is { } other)
        {
            throw new GlacierInputException(
                "CopyDirection",
                isOnDrive
                    ? $"-{other} is for files that are sent, and this copies from the drive. Leave it out."
                    : $"-{other} is for archives that are restored, and this copies to the drive. Leave it out."
            );
        }

        var parameters = new Hashtable();
        foreach (
            string name in (isOnDrive ? s_ofRestore : s_ofSend)
                .Append(nameof(ThrottleLimit))
                .Where(MyInvocation.BoundParameters.ContainsKey)
        )
        {
            parameters[name] = MyInvocation.BoundParameters[name];
        }

        return isOnDrive
            ? ItemsToFiles.To(this, Destination, Recurse, parameters)
            : FilesToItems.To(this, Destination, Recurse, parameters);
    }
}
