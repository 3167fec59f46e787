using System.Collections.Concurrent;
using Amazon.Runtime.Endpoints;
using Amazon.S3.Endpoints;
using Amazon.S3.Internal;

namespace GlacierPS.Aws.Buckets;

/// <summary>
/// Where a bucket's requests go, as the SDK finds it, but found once for each kind of request and not for each request.
/// The SDK's rules for it are one method of 95,000 bytes of machine code, which .NET compiles twice more when it is
/// called often: 0.6 s of processor time and 4 MB of the copy of an archive in 256 parts.
/// </summary>
internal sealed class BucketAddress : IEndpointProvider
{
    private readonly AmazonS3EndpointProvider _rules = new();
    private readonly ConcurrentDictionary<Asked, Endpoint> _answers = new();

    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters is not S3EndpointParameters asked)
        {
            return _rules.ResolveEndpoint(parameters);
        }

        Endpoint answer = _answers.GetOrAdd(new Asked(asked), _ => _rules.ResolveEndpoint(parameters));
        // A new one: the SDK adds a slash to the one that it is given.
        return new Endpoint(answer.URL) { Attributes = answer.Attributes, Headers = answer.Headers };
    }

    /// <summary>
    /// What may differ between the requests of a client. The other parameters are its configuration's, but for key and
    /// prefix, which no rule asks for.
    /// </summary>
    private readonly record struct Asked(
        string Bucket,
        string? Region,
        string? Endpoint,
        string? CopySource,
        bool? UseObjectLambdaEndpoint,
        bool? DisableAccessPoints,
        bool? UseS3ExpressControlEndpoint,
        bool? DisableS3ExpressSessionAuth
    )
    {
        public Asked(S3EndpointParameters parameters)
            : this(
                parameters.Bucket,
                parameters.Region,
                parameters.Endpoint,
                parameters.CopySource,
                parameters.UseObjectLambdaEndpoint,
                parameters.DisableAccessPoints,
                parameters.UseS3ExpressControlEndpoint,
                parameters.DisableS3ExpressSessionAuth
            ) { }
    }
}
