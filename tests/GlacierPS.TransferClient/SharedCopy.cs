using System.CommandLine;
using GlacierPS.Aws.Buckets;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;

namespace GlacierPS.TransferClient;

/// <summary>Copies archives to a bucket.</summary>
internal sealed class SharedCopy() : SharedCommand("copy")
{
    private readonly Option<string> _bucket = new("--bucket") { Required = true };

    protected override IEnumerable<Option> Own => [_bucket];

    protected override async Task WorkAsync(
        SharedProcess process,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        using S3Bucket bucket = process.OpenBucket(parsed.GetRequiredValue(_bucket));
        await using SharedWork share = await process.JoinAsync(
            after =>
                SharedPlan.Windows(
                    process.Catalog,
                    () => process.Catalog.Read(null, cancellationToken),
                    after,
                    cancellationToken,
                    process.Window
                ),
            cancellationToken
        );
        var copy = new ArchiveCopy(
            process.Client,
            process.Catalog,
            bucket,
            new CopyOptions
            {
                Region = "us-east-1",
                Prefix = $"{process.Settings.VaultName}/",
                PartSize = 8 << 20,
                ThrottleLimit = process.Settings.ThrottleLimit,
            },
            note: process.Note
        );
        await copy.RunSharedAsync(
            share,
            archive => process.Count(archive.WasThere),
            (_, error) => process.Fail(error),
            cancellationToken
        );
    }
}
