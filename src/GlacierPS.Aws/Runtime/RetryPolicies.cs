using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;

namespace GlacierPS.Aws.Runtime;

/// <summary>The SDK's standard mode (its waiting, its budget) under <see cref="RetryRule"/>.</summary>
internal sealed class StandardRetries(IClientConfig config) : StandardRetryPolicy(config)
{
    /// <summary>The body begins anew by itself, see <see cref="UploadBody"/>.</summary>
    public override bool CanRetry(IExecutionContext executionContext) => true;

    /// <inheritdoc/>
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryRule.Allows((ServiceRequest)executionContext.RequestContext.OriginalRequest, exception));
}

/// <summary>The SDK's adaptive mode (it slows down before the service asks) under <see cref="RetryRule"/>.</summary>
internal sealed class AdaptiveRetries(IClientConfig config) : AdaptiveRetryPolicy(config)
{
    /// <summary>The body begins anew by itself, see <see cref="UploadBody"/>.</summary>
    public override bool CanRetry(IExecutionContext executionContext) => true;

    /// <inheritdoc/>
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryRule.Allows((ServiceRequest)executionContext.RequestContext.OriginalRequest, exception));
}
