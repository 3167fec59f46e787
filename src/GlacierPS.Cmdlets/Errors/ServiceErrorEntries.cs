using System.Management.Automation;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>
/// The service's errors (glacier-api.md §4). Entries for certain messages come before the one for all others of an ID.
/// </summary>
internal static class ServiceErrorEntries
{
    public static readonly ErrorEntry[] All =
    [
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Check the name with Get-GlacierVault, and the region and account with Get-GlacierConnection."
        )
        {
            Says = "Vault not found",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Jobs and their output last about a day after they finish: start a new one with Start-GlacierJob."
        )
        {
            Says = "job ID was not found",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Look which uploads are open with Get-GlacierMultipartUpload. One that is idle for a day, completed "
                + "or stopped is gone: start another."
        )
        {
            Says = "upload ID was not found",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "It was deleted, or is in another vault, region or account: look in the vault's inventory."
        )
        {
            Says = "archive ID was not found",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Wait for the vault's first inventory, about a day after its first upload."
        )
        {
            Says = "cannot be initiated yet",
            Meaning = "Glacier lists a vault's archives about once a day, and has not done so yet for this one.",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Set one with Set-GlacierVaultAccessPolicy, if the vault should have one."
        )
        {
            Says = "No vault access policy",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Set one with Set-GlacierVaultNotification, if somebody should be told of the vault's jobs."
        )
        {
            Says = "No notification configuration",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Begin one with Start-GlacierVaultLock. A lock that was begun and not completed is gone after 24 hours."
        )
        {
            Says = "vault lock",
        },
        new(
            "ResourceNotFound",
            ErrorCategory.ObjectNotFound,
            "Check the name or ID, and the region and account with Get-GlacierConnection."
        ),
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidOperation,
            "Remove its archives, wait for the next inventory, then try again."
        )
        {
            Says = "not empty",
        },
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidOperation,
            "Wait for the job with Wait-GlacierJob, then try again."
        )
        {
            Says = "not currently available for download",
            Meaning = "The job still runs, or it failed; Get-GlacierJob tells which.",
        },
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidArgument,
            "The archive belongs to another vault: name that one."
        )
        {
            Says = "Invalid vault name: arn",
            Meaning = "There is nothing wrong with the vault's name: this archive is not in it.",
        },
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidArgument,
            "Complete it with the ID that Start-GlacierVaultLock gave, or begin anew: Stop-GlacierVaultLock, then "
                + "Start-GlacierVaultLock."
        )
        {
            Says = "lock ID",
        },
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidData,
            "Compare the file with what was sent, and send the part that differs again."
        )
        {
            Says = "Invalid x-amz-sha256-tree-hash",
            Meaning = "What arrived is not what was hashed.",
        },
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidData,
            "Compare the file with what was sent, and send the part that differs again."
        )
        {
            Says = "Checksum mismatch",
            Meaning = "What arrived is not what was hashed.",
        },
        new(
            "InvalidParameterValue",
            ErrorCategory.InvalidArgument,
            "Send a stretch of a file with -Range; Get-GlacierMultipartUpload tells the part size."
        )
        {
            Says = "Content-Range",
            Meaning =
                "A part begins at a multiple of the upload's part size, and has exactly that size unless it is "
                + "the last.",
        },
        new("InvalidParameterValue", ErrorCategory.InvalidArgument),
        new("MissingParameterValue", ErrorCategory.InvalidArgument),
        new("BadRequest", ErrorCategory.InvalidArgument),
        new("Serialization", ErrorCategory.InvalidData),
        new(
            "AccessDenied",
            ErrorCategory.PermissionDenied,
            "A lock that was completed is for ever; nothing can be done. One in progress is taken back with "
                + "Stop-GlacierVaultLock."
        )
        {
            Says = "vault lock",
        },
        new(
            "AccessDenied",
            ErrorCategory.PermissionDenied,
            "Check the identity's permissions, the vault's access policy (Get-GlacierVaultAccessPolicy) and its "
                + "lock (Get-GlacierVaultLock), and the account ID."
        ),
        new("ExpiredToken", ErrorCategory.AuthenticationError, "Sign in again, then run Connect-Glacier again."),
        new(
            "InvalidSignature",
            ErrorCategory.AuthenticationError,
            "Check the secret key, and that this machine's clock is right."
        ),
        new(
            "MissingAuthenticationToken",
            ErrorCategory.AuthenticationError,
            "Check that nothing between here and the service removes headers."
        ),
        new(
            "UnrecognizedClient",
            ErrorCategory.AuthenticationError,
            "Check the access key, or name another profile with -ProfileName."
        ),
        new(
            "InsufficientCapacity",
            ErrorCategory.LimitsExceeded,
            "Try again later, take the Standard or Bulk tier, or buy capacity with New-GlacierProvisionedCapacity."
        )
        {
            Meaning = "Only the Expedited tier can be short of capacity.",
        },
        new("LimitExceeded", ErrorCategory.QuotaExceeded, "Remove what is no longer needed, or ask AWS for more."),
        new(
            "PolicyEnforced",
            ErrorCategory.QuotaExceeded,
            "Wait until running retrievals have ended, take the Bulk or Expedited tier, or raise the limit with "
                + "Set-GlacierDataRetrievalPolicy."
        )
        {
            Meaning =
                "The account's own limit to retrievals (Get-GlacierDataRetrievalPolicy) refuses this one; nothing "
                + "was started or charged.",
        },
        new(
            "NoLongerSupported",
            ErrorCategory.NotEnabled,
            "Use an account that has vaults, or try things out with Connect-Glacier -LocalPath."
        )
        {
            Meaning =
                "Amazon Glacier takes no new customers since 15 December 2025, and this account has no vaults of "
                + "before.",
        },
        new(
            "Throttling",
            ErrorCategory.LimitsExceeded,
            "Too many requests a second, for minutes: others may use the account. Try again later."
        ),
        new(
            "RequestTimeout",
            ErrorCategory.OperationTimeout,
            "The service may be busy, or the line too slow: try again, with smaller parts or a lower -ThrottleLimit."
        ),
        new("ServiceUnavailable", ErrorCategory.ResourceUnavailable, "The service may be busy: try again later."),
        new("UnreadableAnswer", ErrorCategory.InvalidResult),
    ];
}
