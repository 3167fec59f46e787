using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Hands the body to each attempt, and ends the attempt when the service is silent for too long. Every piece of the
/// body that the service takes begins the wait anew.
/// </summary>
/// <param name="timeout">How long nothing may move.</param>
internal sealed class InactivityHandler(TimeSpan timeout) : PipelineHandler
{
    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Nothing moved for too long.</exception>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = (RequestContext)executionContext.RequestContext;
        CancellationToken caller = context.CancellationToken;
        using var inactivity = new InactivityTimeout(timeout, caller);
        try
        {
            if (((ServiceRequest)context.OriginalRequest).Body is { } body)
            {
                context.Request.ContentStream = await body.BeginAttemptAsync(inactivity.Renew);
            }

            context.CancellationToken = inactivity.Token;
            return await base.InvokeAsync<T>(executionContext);
        }
        catch (OperationCanceledException e) when (!caller.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing was heard for {Digits.Of(timeout.TotalSeconds, "0.#")} seconds.", e);
        }
        finally
        {
            context.CancellationToken = caller;
        }
    }
}
