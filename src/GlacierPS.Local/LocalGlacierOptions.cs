using GlacierPS.Core.Protocol;
using GlacierPS.Local.Retrieval;
using GlacierPS.Local.Signing;
using GlacierPS.Local.Storage;

namespace GlacierPS.Local;

/// <summary>How a local Glacier service is to be. What is not set is as local-service.md says.</summary>
public sealed record LocalGlacierOptions
{
    /// <summary>
    /// The folder where vaults live; made if it is missing. Null keeps them in memory, gone with the service.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// The region of requests that carry no signature. A signed request's region is that of its credential scope.
    /// </summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The account of unsigned requests and of credentials that name none: 12 digits.</summary>
    public string AccountId { get; init; } = "111122223333";

    /// <summary>
    /// Who may sign requests: <c>accessKey:secretKey[:sessionToken[:expiry]][@account]</c> each. With none, signatures
    /// are not checked; with one or more, every request has to be signed by one of them (local-service.md,
    /// --credential).
    /// </summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    /// <summary>
    /// An SNS-compatible endpoint to which messages on ended jobs are delivered; null keeps them only (glacier-api.md
    /// §6.9).
    /// </summary>
    public Uri? SnsEndpoint { get; init; }

    /// <summary>
    /// The service's clock, by which signatures are current, jobs end, inventories are taken and things expire.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long jobs take. None at all, unless said otherwise.</summary>
    public JobTimes JobTimes { get; init; } = new();

    /// <summary>How often inventories are taken; null is live: always up to date.</summary>
    public TimeSpan? InventoryInterval { get; init; }

    /// <summary>
    /// Whether every call is answered as for an account without vaults today: NoLongerSupportedException
    /// (glacier-api.md §6.14).
    /// </summary>
    public bool Closed { get; init; }

    /// <summary>How long to wait for another process to let go of the data folder.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to move a data folder of an older layout to this one. The old one is kept beside it.</summary>
    public bool Upgrade { get; init; }

    /// <summary>
    /// How long a job and its output can be had after it ended: the 24 hours that are promised, and a margin (§6.6).
    /// </summary>
    public TimeSpan JobRetention { get; init; } = TimeSpan.FromHours(25);

    /// <summary>
    /// How long an upload may lie idle before it is removed (§6.4), and how long it is remembered once it ended (§6.5).
    /// </summary>
    public TimeSpan UploadRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The share of what is stored that may be retrieved in a month under the retrieval policy FreeTier, spread evenly
    /// over its days; 0 to 1. 5 %, as the service announced it in 2014, unless said otherwise (§6.12).
    /// </summary>
    public decimal FreeRetrievalShare { get; init; } = FreeAllowance.Announced.MonthlyShare;

    /// <summary>
    /// Told, in a line each, what those who run the service should know: damage, and faults of its own.
    /// </summary>
    public Action<string>? Log { get; init; }

    /// <summary>
    /// Told of each part of an upload that was received and found right, by upload and first byte: for tests of what
    /// clients send.
    /// </summary>
    internal Action<string, long>? PartStored { get; init; }

    /// <summary>
    /// These options with the real service's times: jobs of minutes and hours, and an inventory a day
    /// (local-service.md).
    /// </summary>
    public LocalGlacierOptions AsRealistic() =>
        this with
        {
            JobTimes = JobTimes.Realistic,
            InventoryInterval = TimeSpan.FromHours(24),
        };

    /// <summary>Refuses options that make no sense, before anything is opened.</summary>
    /// <returns>What tells who sends requests.</returns>
    /// <exception cref="GlacierInputException">One of them does not.</exception>
    internal IAuthentication Check()
    {
        if (!AccountKey.IsRegion(Region))
        {
            throw new GlacierInputException(
                "InvalidRegion",
                $"'{Region}' is not a region. Use a name such as us-east-1: small letters, digits and dashes."
            );
        }

        if (!AccountKey.IsAccountId(AccountId))
        {
            throw new GlacierInputException(
                "InvalidAccountId",
                $"'{AccountId}' is not an account ID: 12 digits, without dashes."
            );
        }

        if (InventoryInterval <= TimeSpan.Zero)
        {
            throw new GlacierInputException(
                "InvalidInventoryInterval",
                $"An inventory interval of {InventoryInterval} is not above zero. Use a longer one, or live "
                    + "inventories."
            );
        }

        if (FreeRetrievalShare is < 0 or > 1)
        {
            throw new GlacierInputException(
                "InvalidFreeRetrievalShare",
                FormattableString.Invariant($"A free share of {FreeRetrievalShare} is not between 0 and 1.")
            );
        }

        var credentials = CredentialSet.Parse(Credentials, AccountId);
        return credentials.Count == 0
            ? new UncheckedSignatures(Region, AccountId)
            : new SignatureVerifier(credentials, TimeProvider);
    }
}
