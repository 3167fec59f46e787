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
    /// <param name="options">Who is told of requests and retries.</param>
    /// <param name="endpoint">Where requests are sent.</param>
    public ServiceClient(
        ServiceConfig config,
        CredentialSource credentials,
        TimeSpan timeout,
        GlacierClientOptions options,
        Uri endpoint
    )
        : base(config)
    {
        // Not in CustomizeRuntimePipeline: the base class calls it before these are known.
        _credentials = credentials;
        RuntimePipeline.ReplaceHandler<RetryHandler>(
            new RetryHandler(
                config.RetryMode == RequestRetryMode.Adaptive
                    ? new AdaptiveRetries(config, options.OnRetry)
                    : new StandardRetries(config, options.OnRetry)
            )
        );

        RemoveWhatGlacierDoesNotNeed(RuntimePipeline);
        RuntimePipeline.AddHandlerBefore<Signer>(new CredentialsHandler(credentials));
        if (options.Budget is { } budget)
        {
            RuntimePipeline.AddHandlerBefore<CredentialsHandler>(new BudgetHandler(budget));
        }

        if (options.OnRequest is { } note)
        {
            RuntimePipeline.AddHandlerBefore<ErrorHandler>(new RequestLogHandler(endpoint, note));
        }

        RuntimePipeline.AddHandlerBefore<ErrorHandler>(new InactivityHandler(timeout));
    }

    /// <summary>
    /// Each handler costs a generic virtual call and a state machine for every request: without these, a sixth more
    /// small requests a second.
    /// </summary>
    private static void RemoveWhatGlacierDoesNotNeed(RuntimePipeline pipeline)
    {
        // A body is sent as it was hashed; and the handler would look into the default profile.
        pipeline.RemoveHandler<CompressionHandler>();

        // Glacier has hashes of its own, and one endpoint in a region.
        pipeline.RemoveHandler<ChecksumHandler>();
        pipeline.RemoveHandler<EndpointDiscoveryHandler>();

        // The client's events and metrics have no subscribers.
        pipeline.RemoveHandler<ErrorCallbackHandler>();
        pipeline.RemoveHandler<MetricsHandler>();
        while (pipeline.Handlers.Any(handler => handler is CallbackHandler))
        {
            pipeline.RemoveHandler<CallbackHandler>();
        }
    }

    /// <summary>Never: to log a body, the SDK would buffer it.</summary>
    protected override bool SupportResponseLogging => false;

    /// <summary>Sends a request and waits for its response, with retries.</summary>
    public Task<ServiceResponse> SendAsync(ServiceRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<ServiceResponse>(
            request,
            new InvokeOptions
            {
                RequestMarshaller = RequestMarshaller.Instance,
                ResponseUnmarshaller = ResponseUnmarshaller.For(request.ResponseKind),
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
