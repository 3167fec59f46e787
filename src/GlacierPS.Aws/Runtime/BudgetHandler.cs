using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Threading;

namespace GlacierPS.Aws.Runtime;

/// <summary>
/// Lets an attempt begin when it is its turn, and tells what came of it. It stands below the retries, so that a pause
/// between two attempts holds nobody up, and above the signature, so that this is as young as the attempt. Large bodies
/// are held to the rate that the service gives and to nothing else: those who send them have a budget of parts.
/// </summary>
internal sealed class BudgetHandler(ConcurrencyBudget budget) : PipelineHandler
{
    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        IRequestContext context = executionContext.RequestContext;
        var request = (ServiceRequest)context.OriginalRequest;
        ConcurrencyBudget.Turn turn = await budget.EnterAsync(
            request.Operation,
            context.CancellationToken,
            isCounted: !request.IsLarge
        );
        var outcome = RequestOutcome.Broken;
        try
        {
            T result = await base.InvokeAsync<T>(executionContext);
            outcome = RequestOutcome.Answered;
            return result;
        }
        catch (AmazonServiceException error) when (error.StatusCode != 0)
        {
            outcome = IsThrottling(error) ? RequestOutcome.Throttled : RequestOutcome.Answered;
            throw;
        }
        finally
        {
            turn.End(outcome);
        }
    }

    private static bool IsThrottling(AmazonServiceException error) =>
        error.ErrorCode is nameof(ThrottlingException) || error.StatusCode == HttpStatusCode.TooManyRequests;
}
