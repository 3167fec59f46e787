namespace GlacierPS.Aws.Configuration;

/// <summary>An access key with its secret, and the session token of temporary credentials.</summary>
/// <param name="AccessKeyId">The access key's ID, which is no secret.</param>
/// <param name="SecretAccessKey">Its secret.</param>
/// <param name="SessionToken">The token; null for long-term keys.</param>
public sealed record AwsKeys(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>The ID alone, so that a log of them gives no secret away.</summary>
    public override string ToString() => AccessKeyId;
}
