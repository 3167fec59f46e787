using Amazon.Runtime;

namespace GlacierPS.Aws.Configuration;

/// <summary>The credentials that Glacier's client would use, for the SDK's client of another service.</summary>
internal sealed class SourceCredentials(CredentialSource source) : AWSCredentials
{
    private readonly ServiceConfig _config = new();
    private volatile ImmutableCredentials? _prepared;

    /// <summary>
    /// Finds them, before a request: asked within the SDK, which goes on wherever an answer comes from, a request would
    /// leave the thread that may block for it.
    /// </summary>
    public async Task PrepareAsync() => _prepared = await FindAsync();

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => Task.Run(GetCredentialsAsync).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override Task<ImmutableCredentials> GetCredentialsAsync() =>
        _prepared is { } found ? Task.FromResult(found) : FindAsync();

    private async Task<ImmutableCredentials> FindAsync() =>
        await (await source.GetAsync(_config, CancellationToken.None)).GetCredentialsAsync();
}
