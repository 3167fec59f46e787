using System.Globalization;

namespace GlacierPS.Local.Http;

/// <summary>
/// Every error that the service answers, with its literal message. Those of glacier-api.md §4 are the live service's
/// own words, some of which clients search for; where no source has the words (§8, "not settled") they are ours.
/// </summary>
internal static class ServiceErrors
{
    // Transport and parameters.
    public static ServiceErrorException UnknownOperation(string method, string path) =>
        new(404, "UnknownOperationException", $"There is no operation {method} {path}");

    public static ServiceErrorException BadRequest(string message) => new(400, "BadRequest", message);

    public static ServiceErrorException MissingParameter(string name) =>
        new(400, "MissingParameterValueException", $"Required parameter missing: {name}");

    public static ServiceErrorException Invalid(string message) => new(400, "InvalidParameterValueException", message);

    public static ServiceErrorException InvalidHeader(string name, string? value) =>
        Invalid($"Invalid {name}: {value}");

    public static ServiceErrorException Serialization(string message) => new(400, "SerializationException", message);

    public static ServiceErrorException RequestTimeout(Exception? innerException = null) =>
        new(
            408,
            "RequestTimeoutException",
            "The request ended or timed out before all of its body was received. Send it again.",
            innerException
        );

    public static ServiceErrorException InvalidContentLength(long length) =>
        Invalid(string.Create(CultureInfo.InvariantCulture, $"Invalid Content-Length: {length}"));

    // Who asks.
    public static ServiceErrorException WrongAccount(string accountId) =>
        Denied($"Access denied for account ID: {accountId}");

    /// <summary>The account segment of the path is no account at all.</summary>
    public static ServiceErrorException NoAccount() =>
        new(400, "UnrecognizedClientException", "No account found for the given parameters");

    public static ServiceErrorException ContentHashMismatch(string computed, string sent) =>
        new(
            403,
            "InvalidSignatureException",
            "The value passed in as x-amz-content-sha256 does not match the computed payload hash. "
                + $"Computed digest: {computed} expected hash: {sent}"
        );

    public static ServiceErrorException NoLongerSupported() =>
        new(
            400,
            "NoLongerSupportedException",
            "This API is no longer supported for new accounts. Please use Amazon S3 Glacier storage classes instead."
        );

    // Vaults.
    public static ServiceErrorException VaultNotFound(string arnOrName) =>
        NotFound($"Vault not found for ARN: {arnOrName}");

    public static ServiceErrorException InvalidVaultName(string name) => Invalid($"Invalid vault name: {name}");

    public static ServiceErrorException VaultNotEmpty(string arn) =>
        Invalid($"Vault not empty or recently written to: {arn}");

    public static ServiceErrorException TooManyVaults(int limit) =>
        LimitExceeded(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The limit of {limit} vaults in this account and region is reached."
            )
        );

    // Archives and uploads.
    public static ServiceErrorException ChecksumMismatch(string expected, string computed) =>
        Invalid($"Checksum mismatch: expected {expected}, computed {computed}");

    public static ServiceErrorException ArchiveNotFound(string archiveId) =>
        NotFound($"The archive ID was not found: {archiveId}");

    public static ServiceErrorException UploadNotFound(string uploadId) =>
        NotFound($"The upload ID was not found: {uploadId}");

    public static ServiceErrorException InvalidPartSize(string? value) =>
        Invalid(
            $"Invalid part size: {value ?? "null"}. Part size must not be null, must be a power of two and be between "
                + "1048576 and 4294967296 bytes."
        );

    public static ServiceErrorException RangeAgainstLength(string contentRange, long contentLength) =>
        Invalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Content-Range: {contentRange} is incompatible with Content-Length: {contentLength}"
            )
        );

    public static ServiceErrorException TooManyParts(long number, int limit) =>
        Invalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"This is part number {number} for the current multipart upload. It exceeds the limit of {limit} parts."
            )
        );

    public static ServiceErrorException MissingParts(long at) =>
        Invalid(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The parts do not make an archive: bytes from {at} on are missing."
            )
        );

    // Jobs.
    public static ServiceErrorException JobNotFound(string jobId) => NotFound($"The job ID was not found: {jobId}");

    public static ServiceErrorException JobNotReady(string jobId) =>
        Invalid($"The job is not currently available for download: {jobId}");

    public static ServiceErrorException InvalidJobStatus(string status) =>
        Invalid($"The job status code is not valid: {status}");

    public static ServiceErrorException NoInventoryYet(string arn) =>
        NotFound(
            $"Inventory retrieval jobs for vault {arn} cannot be initiated yet, as Amazon Glacier has not yet "
                + "generated an "
                + "initial inventory for this vault."
        );

    public static ServiceErrorException RangePastTheEnd(string range) =>
        Invalid($"The start of the range is larger than size of retrieved data: {range}");

    // What is answered only because someone asked for it, to see how a client takes it.
    public static ServiceErrorException Induced(int status, string code) =>
        new(
            status,
            code,
            code switch
            {
                "ThrottlingException" => "Rate exceeded",
                "PolicyEnforcedException" => "InitiateJob request denied by current data retrieval policy.",
                "NoLongerSupportedException" => NoLongerSupported().Message,
                "InsufficientCapacityException" =>
                    "There is not enough capacity for Expedited retrievals at this time.",
                "RequestTimeoutException" => RequestTimeout().Message,
                _ => "The request failed, as a fault of the local service asked for.",
            }
        );

    public static ServiceErrorException PolicyEnforced() =>
        new(400, "PolicyEnforcedException", "InitiateJob request denied by current data retrieval policy.");

    // Tags, policies, locks, notifications, capacity.
    public static ServiceErrorException TooManyTags(int limit) =>
        LimitExceeded(
            string.Create(
                CultureInfo.InvariantCulture,
                $"A vault can have {limit} tags at most. None of these was added."
            )
        );

    public static ServiceErrorException DeniedByPolicy(string action, string arn) =>
        Denied(
            $"The caller is not authorized to perform glacier:{action} on {arn}: its access policy or its lock "
                + "denies it."
        );

    public static ServiceErrorException NoAccessPolicy(string vaultName) =>
        NotFound($"No vault access policy is set for: {vaultName}");

    public static ServiceErrorException NoVaultLock(string vaultName) =>
        NotFound($"No vault lock is set for: {vaultName}");

    public static ServiceErrorException LockExists(string vaultName) =>
        Denied($"Vault {vaultName} has a vault lock. One in progress can be aborted; a completed one stays for ever.");

    public static ServiceErrorException IsLocked(string vaultName) =>
        Denied($"The vault lock of {vaultName} was completed and stays for ever.");

    public static ServiceErrorException InvalidLockPolicy() =>
        Invalid("The specified vault lock policy is invalid. Provide a valid policy.");

    public static ServiceErrorException InvalidLockId(string lockId) => Invalid($"Invalid lock ID: {lockId}");

    public static ServiceErrorException NoNotifications(string vaultName) =>
        NotFound($"No notification configuration is set for vault: {vaultName}");

    public static ServiceErrorException TooMuchCapacity(int limit) =>
        LimitExceeded(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The account has {limit} units of provisioned capacity, which is the most it can have."
            )
        );

    // This service's own trouble.
    public static ServiceErrorException Unavailable(string message, Exception? innerException = null) =>
        new(500, "ServiceUnavailableException", message, innerException);

    private static ServiceErrorException Denied(string message) => new(403, "AccessDeniedException", message);

    private static ServiceErrorException LimitExceeded(string message) => new(400, "LimitExceededException", message);

    private static ServiceErrorException NotFound(string message) => new(404, "ResourceNotFoundException", message);
}
