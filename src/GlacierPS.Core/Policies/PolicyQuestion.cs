using System.Net;

namespace GlacierPS.Core.Policies;

/// <summary>
/// May this principal do this to this vault now? All that a policy can ask about a request (glacier-api.md §6.10,
/// §6.11).
/// </summary>
public sealed record PolicyQuestion
{
    /// <summary>The operation's name, such as <c>DeleteArchive</c>: its action without <c>glacier:</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The ARN of the vault.</summary>
    public required string ResourceArn { get; init; }

    /// <summary>The caller: the ARN of an account's root, of a user, a role or a role's session.</summary>
    public required string PrincipalArn { get; init; }

    /// <summary>The account of the caller: 12 digits.</summary>
    public required string PrincipalAccount { get; init; }

    /// <summary>The service's clock: <c>aws:CurrentTime</c> and <c>aws:EpochTime</c>.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Whole days since the archive was created, see <see cref="AgeInDays"/>; null if no archive is meant.
    /// </summary>
    public long? ArchiveAgeInDays { get; init; }

    /// <summary>The vault's tags: <c>glacier:ResourceTag/key</c>.</summary>
    public IReadOnlyDictionary<string, string>? VaultTags { get; init; }

    /// <summary>Whether the request came over TLS.</summary>
    public bool SecureTransport { get; init; }

    /// <summary>Where the request came from; null if it never left the process.</summary>
    public IPAddress? SourceIp { get; init; }

    /// <summary>The request's User-Agent; null if it has none.</summary>
    public string? UserAgent { get; init; }

    /// <summary>
    /// Whether a second factor was given; null for long-term credentials, which IAM says nothing about.
    /// </summary>
    public bool? MultiFactorAuthPresent { get; init; }

    /// <summary>An archive's age as policies count it: whole days since its creation (§6.11).</summary>
    public static long AgeInDays(DateTimeOffset created, DateTimeOffset now) =>
        (now - created).Ticks / TimeSpan.TicksPerDay;
}
