using System.Management.Automation;
using GlacierPS.Cmdlets.Commands;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Drive;
using GlacierPS.Cmdlets.Settings;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Survey;
using GlacierPS.Core.Sync;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Cmdlets;

/// <summary>
/// Short names for types: <c>catch [GlacierPS.ResourceNotFoundException]</c>. Types in a load context are not found by
/// name, so that a script could neither catch our exceptions by type nor make objects of ours. They are listed, since
/// an import should not look through all types and their attributes; a test finds them so and compares.
/// </summary>
public static class ShortNames
{
    /// <summary>
    /// The types that scripts may want to name: exceptions to catch, and what cmdlets emit, with what that holds, which
    /// a test of a script makes for itself.
    /// </summary>
    private static Type[] Types =>
        [
            typeof(FileTreeHash),
            typeof(GlacierConnection),
            typeof(ArchiveFolder),
            typeof(VaultOnDrive),
            typeof(StartedVaultLock),
            typeof(VaultAccessPolicy),
            typeof(VaultTag),
            typeof(ArchiveReceived),
            typeof(ArchiveSent),
            typeof(ArchiveToSend),
            typeof(GlacierTransfer),
            typeof(MultipartPart),
            typeof(CatalogArchive),
            typeof(CatalogImportResult),
            typeof(CatalogState),
            typeof(BucketException),
            typeof(CopiedArchive),
            typeof(CopyFailure),
            typeof(CopyPlan),
            typeof(CopyState),
            typeof(CopyTest),
            typeof(ByteRange),
            typeof(InventoryArchive),
            typeof(InventoryDifference),
            typeof(InventoryFormatException),
            typeof(LeaseLostException),
            typeof(ShareMachineState),
            typeof(ShareState),
            typeof(ShareTableException),
            typeof(ShareTableInfo),
            typeof(ShareWindowState),
            typeof(ArchiveName),
            typeof(Price),
            typeof(RetrievalForecast),
            typeof(VaultForecastRow),
            typeof(AccessDeniedException),
            typeof(DataRetrievalPolicy),
            typeof(ExpiredTokenException),
            typeof(GlacierConnectionException),
            typeof(GlacierCredentialsException),
            typeof(GlacierException),
            typeof(GlacierInputException),
            typeof(GlacierServiceException),
            typeof(GlacierTransferException),
            typeof(InsufficientCapacityException),
            typeof(InvalidParameterValueException),
            typeof(InvalidSignatureException),
            typeof(InventoryRetrieval),
            typeof(JobDescription),
            typeof(LimitExceededException),
            typeof(MissingAuthenticationTokenException),
            typeof(MissingParameterValueException),
            typeof(MultipartUpload),
            typeof(NoLongerSupportedException),
            typeof(PolicyEnforcedException),
            typeof(ProvisionedCapacity),
            typeof(RequestAttempt),
            typeof(RequestTimeoutException),
            typeof(ResourceNotFoundException),
            typeof(ServiceUnavailableException),
            typeof(ThrottlingException),
            typeof(UnrecognizedClientException),
            typeof(VaultDescription),
            typeof(VaultLock),
            typeof(VaultNotification),
            typeof(ArchiveEvidence),
            typeof(PurgePlan),
            typeof(PurgeResult),
            typeof(VaultLockEvidence),
            typeof(RestoreEstimate),
            typeof(RestoreState),
            typeof(RestoreTarget),
            typeof(RestoredArchive),
            typeof(DatabaseException),
            typeof(FlushFailedException),
            typeof(FoundVault),
            typeof(ArchiveCheckResult),
            typeof(SyncResult),
            typeof(SyncStep),
            typeof(DownloadIncompleteException),
            typeof(UploadCanceledException),
            typeof(UploadIncompleteException),
            typeof(UploadUncertainException),
        ];

    /// <summary>Gives types their short names. PowerShell keeps them for the process.</summary>
    public static void Add()
    {
        var add = typeof(PSObject)
            .Assembly.GetType("System.Management.Automation.TypeAccelerators", throwOnError: true)!
            .GetMethod("Add", [typeof(string), typeof(Type)])!
            .CreateDelegate<Action<string, Type>>();
        foreach (Type type in Types)
        {
            add($"GlacierPS.{type.Name}", type);
        }
    }
}
