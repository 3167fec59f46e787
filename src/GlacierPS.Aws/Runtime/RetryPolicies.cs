using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>The SDK's standard mode (its waiting, its budget) under <see cref="RetryRule"/>.</summary>
internal sealed class StandardRetries : StandardRetryPolicy
{
    public StandardRetries(IClientConfig config)
        : base(config) => ThrottlingErrorCodes.Remove(nameof(LimitExceededException));

    /// <summary>The body begins anew by itself, see <see cref="UploadBody"/>.</summary>
    public override bool CanRetry(IExecutionContext executionContext) => true;

    /// <inheritdoc/>
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryRule.Allows((ServiceRequest)executionContext.RequestContext.OriginalRequest, exception));
}

/// <summary>The SDK's adaptive mode (it slows down before the service asks) under <see cref="RetryRule"/>.</summary>
internal sealed class AdaptiveRetries : AdaptiveRetryPolicy
{
    public AdaptiveRetries(IClientConfig config)
        : base(config) => ThrottlingErrorCodes.Remove(nameof(LimitExceededException));

    /// <summary>The body begins anew by itself, see <see cref="UploadBody"/>.</summary>
    public override bool CanRetry(IExecutionContext executionContext) => true;

    /// <inheritdoc/>
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryRule.Allows((ServiceRequest)executionContext.RequestContext.OriginalRequest, exception));
}
