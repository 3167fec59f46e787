using Amazon.Runtime;
using GlacierPS.Aws.Configuration;

namespace GlacierPS.Aws.Buckets;

/// <summary>The credentials that Glacier's client would use, for a client of S3.</summary>
internal sealed class SourceCredentials(CredentialSource source) : AWSCredentials
{
    private readonly ServiceConfig _config = new();

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => Task.Run(GetCredentialsAsync).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync() =>
        await (await source.GetAsync(_config, CancellationToken.None)).GetCredentialsAsync();
}
