using GlacierPS.Local.Http;

namespace GlacierPS.Local.Operations;

/// <summary>The operations that this service answers.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<GlacierOperation, IOperation> ByName = new IOperation[]
    {
        new AbortMultipartUpload(),
        new AbortVaultLock(),
        new AddTagsToVault(),
        new CompleteMultipartUpload(),
        new CompleteVaultLock(),
        new CreateVault(),
        new DeleteArchive(),
        new DeleteVault(),
        new DeleteVaultAccessPolicy(),
        new DeleteVaultNotifications(),
        new DescribeJob(),
        new DescribeVault(),
        new GetDataRetrievalPolicy(),
        new GetJobOutput(),
        new GetVaultAccessPolicy(),
        new GetVaultLock(),
        new GetVaultNotifications(),
        new InitiateJob(),
        new InitiateMultipartUpload(),
        new InitiateVaultLock(),
        new ListJobs(),
        new ListMultipartUploads(),
        new ListParts(),
        new ListProvisionedCapacity(),
        new ListTagsForVault(),
        new ListVaults(),
        new PurchaseProvisionedCapacity(),
        new RemoveTagsFromVault(),
        new SetDataRetrievalPolicy(),
        new SetVaultAccessPolicy(),
        new SetVaultNotifications(),
        new UploadArchive(),
        new UploadMultipartPart(),
    }.ToDictionary(operation => operation.Name);

    public static IOperation? Find(GlacierOperation name) => ByName.GetValueOrDefault(name);
}
