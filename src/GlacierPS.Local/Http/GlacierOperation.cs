namespace GlacierPS.Local.Http;

/// <summary>
/// The operations of the protocol (glacier-api.md §5). Their names are also those of their IAM actions.
/// </summary>
internal enum GlacierOperation
{
    AbortMultipartUpload,
    AbortVaultLock,
    AddTagsToVault,
    CompleteMultipartUpload,
    CompleteVaultLock,
    CreateVault,
    DeleteArchive,
    DeleteVault,
    DeleteVaultAccessPolicy,
    DeleteVaultNotifications,
    DescribeJob,
    DescribeVault,
    GetDataRetrievalPolicy,
    GetJobOutput,
    GetVaultAccessPolicy,
    GetVaultLock,
    GetVaultNotifications,
    InitiateJob,
    InitiateMultipartUpload,
    InitiateVaultLock,
    ListJobs,
    ListMultipartUploads,
    ListParts,
    ListProvisionedCapacity,
    ListTagsForVault,
    ListVaults,
    PurchaseProvisionedCapacity,
    RemoveTagsFromVault,
    SetDataRetrievalPolicy,
    SetVaultAccessPolicy,
    SetVaultNotifications,
    UploadArchive,
    UploadMultipartPart,
}
