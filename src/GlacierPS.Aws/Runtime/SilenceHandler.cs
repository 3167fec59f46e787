using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Hands the body to each attempt, and ends the attempt when the service is silent for too long. Every stretch that
/// the service takes begins the wait anew, so that a part of 4 GiB on a slow line has all the time it needs.
/// </summary>
internal sealed class SilenceHandler(TimeSpan patience) : PipelineHandler
{
    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = (RequestContext)executionContext.RequestContext;
        CancellationToken caller = context.CancellationToken;
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(caller);
        try
        {
            if (((ServiceRequest)context.OriginalRequest).Body is { } body)
            {
                context.Request.ContentStream = await body.BeginAttemptAsync(() => Renew(watch));
            }

            Renew(watch);
            context.CancellationToken = watch.Token;
            return await base.InvokeAsync<T>(executionContext);
        }
        catch (OperationCanceledException e) when (!caller.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing was heard for {patience.TotalSeconds:0.#} seconds.", e);
        }
        finally
        {
            context.CancellationToken = caller;
        }
    }

    private void Renew(CancellationTokenSource watch)
    {
        try
        {
            watch.CancelAfter(patience);
        }
        catch (ObjectDisposedException)
        {
            // The last read of an attempt that is over.
        }
    }
}
