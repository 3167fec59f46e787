using GlacierPS.Local.Http;

namespace GlacierPS.Local.Operations;

/// <summary>The operations that this service answers.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<GlacierOperation, IOperation> ByName = new IOperation[]
    {
        new AbortMultipartUpload(),
        new CompleteMultipartUpload(),
        new CreateVault(),
        new DeleteArchive(),
        new DeleteVault(),
        new DescribeJob(),
        new DescribeVault(),
        new GetJobOutput(),
        new InitiateJob(),
        new InitiateMultipartUpload(),
        new ListJobs(),
        new ListMultipartUploads(),
        new ListParts(),
        new ListVaults(),
        new UploadArchive(),
        new UploadMultipartPart(),
    }.ToDictionary(operation => operation.Name);

    public static IOperation? Find(GlacierOperation name) => ByName.GetValueOrDefault(name);
}
