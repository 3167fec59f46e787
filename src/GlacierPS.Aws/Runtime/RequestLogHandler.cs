using System.Diagnostics;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>Tells of each attempt how long it took and what came of it.</summary>
/// <param name="endpoint">Where requests are sent.</param>
/// <param name="note">Told of each attempt when it has ended, on any thread.</param>
internal sealed class RequestLogHandler(Uri endpoint, Action<RequestAttempt> note) : PipelineHandler
{
    /// <inheritdoc/>
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        IRequestContext context = executionContext.RequestContext;
        var request = (ServiceRequest)context.OriginalRequest;
        DateTime time = DateTime.UtcNow;
        long start = Stopwatch.GetTimestamp();
        RequestAttempt Attempt() =>
            new()
            {
                Time = time,
                Operation = request.Operation,
                VaultName = request.Members.GetValueOrDefault("vaultName"),
                Attempt = context.Retries + 1,
                Milliseconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1),
                Endpoint = endpoint,
            };

        T result;
        try
        {
            result = await base.InvokeAsync<T>(executionContext);
        }
        catch (Exception failure)
        {
            var response = failure as AmazonServiceException;
            request.LastAttempt = Attempt() with
            {
                StatusCode = response is { StatusCode: not 0 } ? (int)response.StatusCode : null,
                ErrorCode = response?.ErrorCode ?? failure.GetType().Name,
                RequestId = response?.RequestId,
            };
            note(request.LastAttempt);
            throw;
        }

        var answer = result as ServiceResponse;
        note(
            Attempt() with
            {
                StatusCode = (int?)answer?.HttpStatusCode,
                RequestId = answer?.Header("x-amzn-RequestId"),
            }
        );
        return result;
    }
}
