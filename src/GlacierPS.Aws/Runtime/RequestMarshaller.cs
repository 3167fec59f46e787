using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Runtime;

/// <summary>Writes a call as the SDK's request, which it then signs and sends.</summary>
internal sealed class RequestMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly RequestMarshaller Instance = new();

    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (ServiceRequest)input;
        var request = new DefaultRequest(call, "AmazonGlacier")
        {
            HttpMethod = call.Method.Method,
            ResourcePath = call.Path,
            UseQueryString = true,
        };
        foreach ((string name, string value) in call.Members)
        {
            // Encoded by the SDK: once on the wire, twice in the signature (glacier-api.md §2).
            request.AddPathResource("{" + name + "}", value);
        }

        foreach ((string name, string value) in call.Query)
        {
            request.Parameters.Add(name, value);
        }

        foreach ((string name, string value) in call.Headers)
        {
            request.Headers[name] = value;
        }

        request.Headers["x-amz-glacier-version"] = GlacierLimits.ApiVersion;
        if (call.BodyHash is { } hash)
        {
            // The body itself comes with each attempt (InactivityHandler). Its hash, being known, is signed as it is
            // and sent as x-amz-content-sha256: no chunks, no unsigned payload (glacier-api.md §2).
            request.PrecomputedContentSha256 = hash.ToString();
            request.Headers["Content-Type"] = call.BodyType;
        }

        return request;
    }
}
