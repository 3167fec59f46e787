using System.CommandLine;
using GlacierPS.Aws.Buckets;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Threading;

namespace GlacierPS.TransferClient;

/// <summary>Deletes the archives whose copies in a bucket are proven.</summary>
internal sealed class SharedClear() : SharedCommand("clear")
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
        int limit = process.Settings.ThrottleLimit;
        var purge = new SharedPurge(
            process.Client,
            process.Catalog,
            await DeletionLock.OfAsync(process.Client, process.Settings.VaultName, cancellationToken),
            new PassingErrors(note: process.Note),
            new CopyProof(bucket, prefix: "", process.Catalog, limit, note: process.Note)
        );
        await using SharedWork share = await process.JoinAsync(
            after => purge.Plan(after, cancellationToken, process.Window),
            cancellationToken
        );
        await purge.RunAsync(
            share,
            limit,
            _ => { },
            _ => process.Count(wasThere: false),
            (_, error) => process.Fail(error),
            cancellationToken
        );
    }
}
