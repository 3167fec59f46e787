using Amazon.Runtime;
using Amazon.Runtime.Internal;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Wire;

namespace GlacierPS.Aws.Runtime;

/// <summary>The SDK's own pipeline (signing, clock skew, retry, proxies), set up for Glacier.</summary>
internal sealed class ServiceClient : AmazonServiceClient
{
    private readonly CredentialSource _credentials;

    /// <param name="config">The configuration, not to be changed any more.</param>
    /// <param name="credentials">Where credentials come from; disposed with the client.</param>
    /// <param name="timeout">How long the service may be silent.</param>
    public ServiceClient(ServiceConfig config, CredentialSource credentials, TimeSpan timeout)
        : base(config)
    {
        // The base class has built its pipeline before these were known, hence not in CustomizeRuntimePipeline.
        _credentials = credentials;
        RuntimePipeline.ReplaceHandler<RetryHandler>(
            new RetryHandler(
                config.RetryMode == RequestRetryMode.Adaptive
                    ? new AdaptiveRetries(config)
                    : new StandardRetries(config)
            )
        );

        RemoveWhatGlacierDoesNotNeed(RuntimePipeline);
        RuntimePipeline.AddHandlerBefore<Signer>(new CredentialsHandler(credentials));
        RuntimePipeline.AddHandlerBefore<ErrorHandler>(new InactivityHandler(timeout));
    }

    /// <summary>
    /// Each handler is a generic virtual call and a state machine more for every request, which small archives and
    /// deletions by the thousand feel.
    /// </summary>
    private static void RemoveWhatGlacierDoesNotNeed(RuntimePipeline pipeline)
    {
        // A body is sent as it was hashed; and the handler would look into the default profile.
        pipeline.RemoveHandler<CompressionHandler>();

        // Glacier has hashes of its own, and one endpoint in a region.
        pipeline.RemoveHandler<ChecksumHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();

        // Nobody listens to the client's events, nor to its metrics.
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        pipeline.RemoveHandler<MetricsHandler>();
        while (pipeline.Handlers.Any(handler => handler is CallbackHandler))
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }
    }

    /// <summary>Never: a logged body is a buffered body.</summary>
    protected override bool SupportResponseLogging => false;

    /// <summary>Sends a call and waits for its answer, with retries.</summary>
    public Task<ServiceAnswer> SendAsync(ServiceRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<ServiceAnswer>(
            request,
            new InvokeOptions
            {
                RequestMarshaller = RequestMarshaller.Instance,
                ResponseUnmarshaller = AnswerUnmarshaller.For(request.Answer),
            },
            cancellationToken
        );

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _credentials.Dispose();
        }
    }
}
