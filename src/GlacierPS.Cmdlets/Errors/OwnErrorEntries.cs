using System.Management.Automation;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>
/// The errors that this module finds itself. Their messages say what to do; an entry has an action where the message
/// cannot know it, such as the name of a parameter.
/// </summary>
internal static class OwnErrorEntries
{
    public static readonly ErrorEntry[] All =
    [
        // Connections
        new(
            "NoCredentials",
            ErrorCategory.AuthenticationError,
            "Name a profile with -ProfileName, give -Credential, or try things out with "
                + "Connect-Glacier -LocalPath."
        ),
        new("IncompleteKeys", ErrorCategory.AuthenticationError, "Give both the access key and the secret key."),
        new("MissingKeys", ErrorCategory.AuthenticationError, "Give -Credential to Connect-Glacier."),
        new("MissingRegion", ErrorCategory.InvalidArgument, "Give -Region, or set one up once with 'aws configure'."),
        new("InvalidRegion", ErrorCategory.InvalidArgument),
        new("InvalidEndpoint", ErrorCategory.InvalidArgument),
        new("EndpointConflict", ErrorCategory.InvalidArgument),
        new("EndpointNotOffered", ErrorCategory.InvalidArgument),
        new(
            "EndpointUnreachable",
            ErrorCategory.ConnectionError,
            "Check the network, the proxy settings, and the region or endpoint."
        ),
        new("InvalidAccountId", ErrorCategory.InvalidArgument),
        new("InvalidConfiguration", ErrorCategory.InvalidArgument),
        new("InvalidOption", ErrorCategory.InvalidArgument),
        new("ConnectionAmbiguous", ErrorCategory.InvalidArgument),
        new("ConnectionClosed", ErrorCategory.ConnectionError),
        new("NotConnected", ErrorCategory.ConnectionError),
        new("StoreInUse", ErrorCategory.ResourceBusy, "Close the program that has the folder, or wait for it."),
        new("StoreNotFound", ErrorCategory.ObjectNotFound),
        new("StoreNotUpgraded", ErrorCategory.InvalidData),
        new("StoreNotUsable", ErrorCategory.ResourceUnavailable),
        new("StoreOutdated", ErrorCategory.InvalidOperation),
        // Names, IDs and settings
        new("InvalidVaultName", ErrorCategory.InvalidArgument),
        new("InvalidId", ErrorCategory.InvalidArgument),
        new("InvalidLimit", ErrorCategory.InvalidArgument),
        new("DescriptionTooLong", ErrorCategory.InvalidArgument),
        new("DescriptionNotAscii", ErrorCategory.InvalidArgument),
        new("InvalidTag", ErrorCategory.InvalidArgument),
        new("InvalidTagCount", ErrorCategory.InvalidArgument),
        new("InvalidTopic", ErrorCategory.InvalidArgument),
        new("InvalidPolicy", ErrorCategory.InvalidArgument),
        new("PolicyTooLong", ErrorCategory.InvalidArgument),
        new("InvalidRetrievalPolicy", ErrorCategory.InvalidArgument),
        // Sending
        new("FileNotFound", ErrorCategory.ObjectNotFound),
        new("FileNotReadable", ErrorCategory.ReadError),
        new("FileAccessDenied", ErrorCategory.PermissionDenied),
        new("FileError", ErrorCategory.WriteError),
        new("FileChanged", ErrorCategory.InvalidData),
        new("NotAFile", ErrorCategory.InvalidArgument),
        new("NotAFilePath", ErrorCategory.InvalidArgument),
        new("PathIsFolder", ErrorCategory.InvalidArgument),
        new("NotBelowFolder", ErrorCategory.InvalidArgument),
        new("NameEmpty", ErrorCategory.InvalidArgument),
        new("NameNotPlain", ErrorCategory.InvalidArgument),
        new("NameNotUnicode", ErrorCategory.InvalidArgument),
        new("NameTaken", ErrorCategory.InvalidArgument),
        new("NameTooLong", ErrorCategory.InvalidArgument),
        new("EmptyArchive", ErrorCategory.InvalidArgument),
        new("ArchiveTooLarge", ErrorCategory.InvalidArgument),
        new("DataShrank", ErrorCategory.InvalidData),
        new("LengthMismatch", ErrorCategory.InvalidArgument),
        new("InvalidPartSize", ErrorCategory.InvalidArgument),
        new("TooManyParts", ErrorCategory.InvalidArgument),
        new("EmptyPart", ErrorCategory.InvalidArgument),
        new("NoParts", ErrorCategory.InvalidOperation),
        new("PartMissing", ErrorCategory.InvalidOperation),
        new("RangeBeyondFile", ErrorCategory.InvalidArgument),
        new("TreeHashMismatch", ErrorCategory.InvalidData),
        new(
            "UploadIncomplete",
            ErrorCategory.WriteError,
            "Run the same command again: it goes on where this one stopped."
        ),
        new("StreamLengthDiffers", ErrorCategory.InvalidData),
        new("TransferInUse", ErrorCategory.ResourceBusy),
        new("JournalNotWritable", ErrorCategory.WriteError),
        new(
            "UploadUncertain",
            ErrorCategory.WriteError,
            "Look for it in the vault's next inventory before you send it again."
        ),
        new("CannotSpool", ErrorCategory.WriteError),
        new(
            "StreamNotResumable",
            ErrorCategory.InvalidOperation,
            "Send the stream anew, and give this up with Remove-GlacierTransfer."
        ),
        new("NotAJournal", ErrorCategory.InvalidArgument),
        new("OtherConnection", ErrorCategory.InvalidArgument),
        new("TransferGone", ErrorCategory.ObjectNotFound),
        // Retrieving
        new("InvalidByteRange", ErrorCategory.InvalidArgument),
        new("JobNotReady", ErrorCategory.InvalidOperation),
        new("JobFailed", ErrorCategory.InvalidResult),
        new("JobHasNoSize", ErrorCategory.InvalidResult),
        new("Timeout", ErrorCategory.OperationTimeout),
        new("PathNeeded", ErrorCategory.InvalidArgument),
        new("TargetExists", ErrorCategory.ResourceExists, "Give -Force to replace it, or another -Path."),
        new("TargetIsFolder", ErrorCategory.ResourceExists),
        new("TargetNameReserved", ErrorCategory.InvalidArgument),
        new("NotAPartialFile", ErrorCategory.ResourceExists),
        new("RangeDamaged", ErrorCategory.InvalidData),
        new("LinkInPath", ErrorCategory.SecurityError),
        new("UnsafeName", ErrorCategory.SecurityError, "Give a name of your own with -FileName."),
        new("CannotWrite", ErrorCategory.WriteError),
        new(
            "DiskFull",
            ErrorCategory.WriteError,
            "Make room, then run the same command again: it goes on where this one stopped."
        ),
        new("OutputChanged", ErrorCategory.InvalidData),
        new(
            "DownloadIncomplete",
            ErrorCategory.ReadError,
            "Run the same command again: it goes on where this one stopped."
        ),
        new("InventoryDamaged", ErrorCategory.InvalidData),
        new("InventoryTruncated", ErrorCategory.InvalidData),
        // Catalogue, restore and purge
        new("AccountAmbiguous", ErrorCategory.InvalidArgument),
        new(
            "ArchiveNotFound",
            ErrorCategory.ObjectNotFound,
            "See what there is with Get-GlacierArchive, or take in the last inventory with Update-GlacierCatalog."
        ),
        new("CatalogEmpty", ErrorCategory.ObjectNotFound),
        new("CatalogInUse", ErrorCategory.ResourceBusy),
        new("DatabaseDamaged", ErrorCategory.InvalidData),
        new("DatabaseInUse", ErrorCategory.ResourceBusy),
        new("DatabaseNewer", ErrorCategory.InvalidData),
        new("DatabaseUnavailable", ErrorCategory.ResourceUnavailable),
        new("SqliteMissing", ErrorCategory.NotInstalled),
        new("NotADatabase", ErrorCategory.InvalidData),
        new("NotAMapping", ErrorCategory.InvalidData),
        new("JournalDamaged", ErrorCategory.InvalidData),
        new("EncodingNeeded", ErrorCategory.InvalidData),
        new("EncodingWrong", ErrorCategory.InvalidData),
        new("InventoryOlder", ErrorCategory.InvalidOperation),
        new("PricesUnreadable", ErrorCategory.InvalidData),
        new("NewestUnknown", ErrorCategory.InvalidData),
        new("PriceUnknown", ErrorCategory.ObjectNotFound),
        new("OfferUnreadable", ErrorCategory.InvalidData),
        new("OfferNotFound", ErrorCategory.ObjectNotFound),
        new("MaxCostReached", ErrorCategory.LimitsExceeded),
        // Copying to buckets
        new("NoSuchBucket", ErrorCategory.ObjectNotFound),
        new("BucketAccessDenied", ErrorCategory.PermissionDenied),
        new("BucketRegionWrong", ErrorCategory.InvalidArgument),
        new("BucketError", ErrorCategory.InvalidResult),
        new("ChecksumMissing", ErrorCategory.NotImplemented),
        new("InvalidPrefix", ErrorCategory.InvalidArgument),
        new("LifecycleExpires", ErrorCategory.InvalidOperation),
        new("KeyTaken", ErrorCategory.ResourceExists),
        new("CopyDamaged", ErrorCategory.InvalidData),
        new("CopyRunning", ErrorCategory.ResourceBusy),
        new("JobsGone", ErrorCategory.InvalidResult),
        new("JobOfAnother", ErrorCategory.InvalidResult),
        new("FolderNotFound", ErrorCategory.ObjectNotFound),
        new("FolderEmpty", ErrorCategory.InvalidOperation),
        new(
            "DeletionsDenied",
            ErrorCategory.PermissionDenied,
            "See Get-GlacierVaultLock and Get-GlacierVaultAccessPolicy."
        ),
        new("DeletionsFailed", ErrorCategory.InvalidResult),
        new("VaultLocked", ErrorCategory.PermissionDenied, "See Get-GlacierVaultLock."),
        new("VaultNotEmpty", ErrorCategory.InvalidOperation),
        new("Cancelled", ErrorCategory.OperationStopped),
    ];
}
