using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>The SDK's standard mode (its waiting, its budget) under <see cref="RetryRule"/>.</summary>
internal sealed class StandardRetries(IClientConfig config, Action<RequestAttempt>? onRetry)
    : StandardRetryPolicy(config)
{
    /// <summary>The body begins anew by itself, see <see cref="UploadBody"/>.</summary>
    public override bool CanRetry(IExecutionContext executionContext) => true;

    /// <inheritdoc/>
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryRule.Allows((ServiceRequest)executionContext.RequestContext.OriginalRequest, exception));

    /// <inheritdoc/>
    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        RetryRule.Tell(onRetry, executionContext);
        return base.WaitBeforeRetryAsync(executionContext);
    }
}

/// <summary>The SDK's adaptive mode (it slows down before the service asks) under <see cref="RetryRule"/>.</summary>
internal sealed class AdaptiveRetries(IClientConfig config, Action<RequestAttempt>? onRetry)
    : AdaptiveRetryPolicy(config)
{
    /// <summary>The body begins anew by itself, see <see cref="UploadBody"/>.</summary>
    public override bool CanRetry(IExecutionContext executionContext) => true;

    /// <inheritdoc/>
    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(RetryRule.Allows((ServiceRequest)executionContext.RequestContext.OriginalRequest, exception));

    /// <inheritdoc/>
    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        RetryRule.Tell(onRetry, executionContext);
        return base.WaitBeforeRetryAsync(executionContext);
    }
}
