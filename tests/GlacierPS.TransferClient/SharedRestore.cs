using System.CommandLine;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.TransferClient;

/// <summary>Restores archives to a folder of its own.</summary>
internal sealed class SharedRestore() : SharedCommand("restore")
{
    private readonly Option<string> _folder = new("--folder") { Required = true };

    protected override IEnumerable<Option> Own => [_folder];

    protected override async Task WorkAsync(
        SharedProcess process,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        List<CatalogArchive> Wanted() => [.. process.Catalog.Read(null, cancellationToken)];
        await using SharedWork share = await process.JoinAsync(
            after =>
            {
                List<CatalogArchive> wanted = Wanted();
                return SharedPlan.Windows(
                    null,
                    OlderVersions.Among(wanted),
                    () => wanted,
                    after,
                    cancellationToken,
                    process.Window
                );
            },
            cancellationToken
        );
        var restore = new ArchiveRestore(
            process.Client,
            new RestoreOptions
            {
                Folder = parsed.GetRequiredValue(_folder),
                ThrottleLimit = process.Settings.ThrottleLimit,
                Share = share.Budget,
                Download = new DownloadOptions
                {
                    RangeSize = process.Settings.PartSize,
                    Rate = process.Settings.MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null,
                },
            },
            process.Note
        );
        await restore.RunSharedAsync(
            share,
            process.Settings.VaultName,
            _ => { },
            archive => process.Count(archive.WasThere),
            (_, error) => process.Fail(error),
            cancellationToken
        );
    }
}
