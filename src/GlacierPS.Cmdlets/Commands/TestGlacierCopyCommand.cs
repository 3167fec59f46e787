using System.Management.Automation;
using System.Runtime.CompilerServices;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Core.Copy;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// S3's HeadObject: looks at the copy of each archive again, and compares it with what was noted when all of its bytes
/// were proven. Nothing is read or retrieved.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "GlacierCopy", DefaultParameterSetName = BucketSet)]
[OutputType(typeof(CopyTest))]
public sealed class TestGlacierCopyCommand : BucketCmdlet
{
    /// <summary>The bucket; where the vault was copied to last if nothing is said.</summary>
    [Parameter(ParameterSetName = BucketSet)]
    [ValidatePattern(BucketPattern)]
    public string? Bucket { get; set; }

    /// <summary>The folder, in place of a bucket.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What the objects' keys begin with.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Prefix { get; set; }

    /// <summary>Objects that are looked at at the same time, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    private string? _place;

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Attempt(
            () =>
            {
                CheckVaultName();
                _place = Place(Bucket, Path);
                Run(TestAsync);
            },
            VaultName
        );

    private async Task TestAsync(IPipeline pipeline, CancellationToken cancellationToken)
    {
        string folder = await Target.CopyFolderAsync(VaultName, cancellationToken);
        using var records = new CopyRecords(folder, VaultName);
        CopyDestination destination = records.Meant(VaultName, _place, Prefix)[0];
        CopySettings settings = BucketSettings(destination.Settings);
        using IBucket bucket = OpenBucket(destination.Bucket, settings, isRead: true);
        var proof = new CopyProof(
            bucket,
            destination.Prefix,
            CopyFolders.CatalogIn(folder, VaultName),
            ThrottleLimit,
            note: pipeline.Verbose
        );
        await pipeline.WriteAllAsync(
            TestAsync(proof, records, destination with { Settings = settings }, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>What is proven is noted, so that this machine knows where each archive is.</summary>
    private static async IAsyncEnumerable<CopyTest> TestAsync(
        CopyProof proof,
        CopyRecords records,
        CopyDestination destination,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        const int Batch = 1000;
        var tests = new List<CopyTest>(Batch);
        await foreach (CopyTest test in proof.TestAsync(cancellationToken))
        {
            tests.Add(test);
            if (tests.Count == Batch)
            {
                destination = records.Learn(destination, tests);
                tests.Clear();
            }

            yield return test;
        }

        records.Learn(destination, tests);
    }
}
