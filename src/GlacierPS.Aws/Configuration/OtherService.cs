using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// A service of AWS beside Glacier: where it is, who signs, and what its client's exceptions are here. It is found as
/// Glacier is, by profile, environment and region.
/// </summary>
internal sealed class OtherService : IDisposable
{
    private readonly CredentialSource _source;
    private readonly SourceCredentials _credentials;

    private OtherService(GlacierClientOptions options, AwsSettings settings, Uri endpoint)
    {
        _source = new CredentialSource(options, endpoint);
        _credentials = new SourceCredentials(_source);
        (Region, Endpoint, HasOwnAddress) = (settings.Region, endpoint, settings.CustomEndpoint is not null);
    }

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>The address.</summary>
    public Uri Endpoint { get; }

    /// <summary>Whether caller, environment or profile gave the address, so that it is not AWS's.</summary>
    public bool HasOwnAddress { get; }

    /// <summary>What signs, for the SDK's client.</summary>
    public AWSCredentials Credentials => _credentials;

    /// <summary>Finds a service; nothing is sent yet.</summary>
    /// <param name="options">Profile, region, address, keys, and the service as it is called in addresses.</param>
    /// <exception cref="GlacierInputException">The region or the endpoint cannot be used.</exception>
    /// <exception cref="GlacierCredentialsException">The named profile is not there.</exception>
    public static OtherService Find(GlacierClientOptions options)
    {
        AwsSettings settings = AwsSettings.Read(options);
        string suffix = settings.Region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "";
        return new OtherService(
            options,
            settings,
            settings.CustomEndpoint ?? new Uri($"https://{options.Service}.{settings.Region}.amazonaws.com{suffix}")
        );
    }

    /// <summary>
    /// An exception of Core for one of the SDK, or a cancellation for whatever a request ended with that was cancelled;
    /// null for one that is to be thrown as it is.
    /// </summary>
    /// <param name="error">What the SDK threw.</param>
    /// <param name="operation">What was asked.</param>
    /// <param name="refused">The exception for what the service answered; null for what is no answer of it.</param>
    /// <param name="cancellationToken">The request's.</param>
    public Exception? Translate(
        Exception error,
        string operation,
        Func<Exception, Exception?> refused,
        CancellationToken cancellationToken
    ) =>
        error switch
        {
            GlacierException => null,
            _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(
                $"{operation} was cancelled.",
                error,
                cancellationToken
            ),
            _ when refused(error) is { } told => told,
            _ when Silence(error) is { } silence => new GlacierConnectionException(
                Endpoint,
                $"{Endpoint} fell silent during {operation}: {silence.Message} Check the address, the network and the "
                    + "proxy, and run the same again: what is done stays done.",
                silence
            ),
            AmazonUnmarshallingException or XmlException or JsonException => new GlacierConnectionException(
                Endpoint,
                $"The answer of {Endpoint} to {operation} is not the service's: {error.Message} Check the address, and "
                    + "whether a proxy answers in its place.",
                error
            ),
            AmazonServiceException
            or AmazonClientException
            or HttpRequestException
            or IOException
            or TimeoutException
            or OperationCanceledException => new GlacierConnectionException(
                Endpoint,
                $"{operation} got no answer from {Endpoint}: {error.Message}",
                error
            ),
            _ => null,
        };

    /// <summary>Whether a translated error is that the service fell silent.</summary>
    public static bool IsSilence(Exception error) =>
        error is GlacierConnectionException { InnerException: TimeoutException };

    /// <summary>Sends a request once; what it throws is translated.</summary>
    public async Task<T> SendAsync<T>(
        string operation,
        Func<Task<T>> send,
        Func<Exception, Exception?> refused,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await _credentials.PrepareAsync();
            return await send();
        }
        catch (Exception error) when (Translate(error, operation, refused, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>The silence that an error comes of; null for others. The SDK's readers wrap it.</summary>
    public static TimeoutException? Silence(Exception? error)
    {
        while (error is not (null or TimeoutException))
        {
            error = error.InnerException;
        }

        return error as TimeoutException;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
