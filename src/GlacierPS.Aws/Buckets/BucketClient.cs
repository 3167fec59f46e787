using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Util;
using Amazon.S3;
using GlacierPS.Core.Copy;

namespace GlacierPS.Aws.Buckets;

/// <summary>S3's client, where bodies that know their SHA-256 are sent with it and not hashed again.</summary>
internal sealed class BucketClient(AWSCredentials credentials, AmazonS3Config config)
    : AmazonS3Client(credentials, config)
{
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Signer>(new TrailerHandler());
    }

    /// <summary>
    /// Puts <see cref="TrailedBody"/> in the place of the SDK's stream, when the headers that announce it are signed.
    /// Chunks that are signed one by one, as over plain HTTP, stay the SDK's.
    /// </summary>
    private sealed class TrailerHandler : PipelineHandler
    {
        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            IRequest request = executionContext.RequestContext.Request;
            // Around a part there is a stream of the SDK that counts as many bytes as the part has.
            Stream? body = request.ContentStream is { } content
                ? WrapperStream.SearchWrappedStream(content, stream => stream is IHashedBody)
                : null;
            if (
                body is IHashedBody hashed
                && request.DisablePayloadSigning == true
                && request.TrailingHeaders is { Count: 1 } trailers
                && trailers.ContainsKey(TrailedBody.Name)
            )
            {
                request.ContentStream = new TrailedBody(body, hashed);
                trailers.Clear();
            }

            return base.InvokeAsync<T>(executionContext);
        }
    }
}
