using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using GlacierPS.Aws.Configuration;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Gives each attempt credentials and Signature Version 4 (glacier-api.md §2). Per attempt, since the retry of a part
/// that took an hour may need newer ones; and here, so that what fails is known to be the credentials.
/// </summary>
internal sealed class CredentialsHandler(CredentialSource source) : PipelineHandler
{
    private readonly AWS4Signer _signer = new(signPayload: true);

    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        IRequestContext request = executionContext.RequestContext;
        request.Identity = await source.GetAsync((ServiceConfig)request.ClientConfig, request.CancellationToken);
        request.Signer = _signer;
        return await base.InvokeAsync<T>(executionContext);
    }
}
