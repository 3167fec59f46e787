using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Runtime;
using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <summary>
/// Glacier over AWS's own SDK runtime, which signs, finds credentials, corrects the clock and tries again. One client
/// serves any number of calls at once. Dispose it when all of them, and the bodies of their responses, are done with.
/// </summary>
public sealed partial class GlacierClient : IGlacier, IVaultSettings, IAccountSettings, IDisposable
{
    private const string Account = "/{accountId}";
    private const string Vaults = Account + "/vaults";
    private const string Vault = Vaults + "/{vaultName}";
    private const string Archives = Vault + "/archives";
    private const string Uploads = Vault + "/multipart-uploads";
    private const string Jobs = Vault + "/jobs";

    private readonly CredentialSource _credentials;
    private readonly ServiceClient _service;
    private readonly TimeSpan _timeout;
    private readonly bool _overNetwork;

    private GlacierClient(GlacierClientOptions options, AwsSettings settings)
    {
        AccountId = options.AccountId;
        Region = settings.Region;
        Endpoint = settings.Endpoint;
        CustomEndpoint = settings.CustomEndpoint;
        _timeout = options.Timeout;
        _overNetwork = options.Transport is null;
        _credentials = new CredentialSource(options, settings.Endpoint);
        _service = new ServiceClient(
            new ServiceConfig(settings, options),
            _credentials,
            _timeout,
            options,
            settings.Endpoint
        );
    }

    /// <summary>The region whose vaults are meant, and that requests are signed for.</summary>
    public string Region { get; }

    /// <summary>The account in each path: 12 digits, or <c>-</c> (glacier-api.md §1.2).</summary>
    public string AccountId { get; }

    /// <summary>Where requests go.</summary>
    public Uri Endpoint { get; }

    /// <summary>The same, where it is not AWS's own for the region; null where it is.</summary>
    public Uri? CustomEndpoint { get; }

    /// <summary>
    /// Makes a client. Nothing is sent to Glacier yet, and credentials are not looked for; but without a region in the
    /// options, the environment and the profile, the instance is asked for it, for a few seconds at most.
    /// </summary>
    /// <exception cref="GlacierInputException">
    /// <c>MissingRegion</c>, <c>InvalidRegion</c>, <c>InvalidEndpoint</c>, <c>EndpointConflict</c>,
    /// <c>EndpointNotOffered</c>, <c>InvalidAccountId</c>, <c>IncompleteKeys</c>, <c>MissingKeys</c>,
    /// <c>InvalidConfiguration</c>, <c>InvalidOption</c>: the options, or what they leave open, cannot be used.
    /// </exception>
    /// <exception cref="GlacierCredentialsException">The named profile is not there.</exception>
    public static GlacierClient Create(GlacierClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        return new GlacierClient(options, AwsSettings.Read(options));
    }

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    private static void Check(GlacierClientOptions options)
    {
        if (options.AccountId != "-" && (options.AccountId.Length != 12 || !options.AccountId.All(char.IsAsciiDigit)))
        {
            throw new GlacierInputException(
                "InvalidAccountId",
                $"'{options.AccountId}' is not an account: give its 12 digits without hyphens, or '-' for that of the "
                    + "credentials."
            );
        }

        if (
            options.MaxRetries < 0
            || options.Timeout <= TimeSpan.Zero
            || options.Timeout.TotalMilliseconds > int.MaxValue
        )
        {
            throw new GlacierInputException(
                "InvalidOption",
                "MaxRetries must be 0 or more, and Timeout more than nothing and less than 24 days."
            );
        }
    }

    private ServiceRequest ForAccount(ServiceRequest request) => request.WithMember("accountId", AccountId);

    private ServiceRequest ForVault(ServiceRequest request, string vaultName)
    {
        VaultName.Check(vaultName);
        return ForAccount(request).WithMember("vaultName", vaultName);
    }

    private async Task<T> SendAsync<T>(
        ServiceRequest request,
        Func<ServiceResponse, T> read,
        CancellationToken cancellationToken
    )
    {
        ServiceResponse response;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            response = await _service.SendAsync(request, cancellationToken);
        }
        catch (Exception e)
            when (Failures.Translate(e, request, Endpoint, _credentials.AreFixed, cancellationToken) is var other
                && other != e
            )
        {
            throw other;
        }

        try
        {
            return read(response);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            response.Body?.Dispose();
            throw Failures.Unreadable(
                request,
                Endpoint,
                e,
                response.HttpStatusCode,
                response.ResponseMetadata?.RequestId
            );
        }
    }

    private Task<bool> SendAsync(ServiceRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, ReadNothing, cancellationToken);

    /// <summary>
    /// The response to what has no result is its status alone (glacier-api.md §5): a page of a proxy with another one
    /// says nothing of what was asked for.
    /// </summary>
    private static bool ReadNothing(ServiceResponse response) =>
        response.HttpStatusCode == HttpStatusCode.NoContent
            ? true
            : throw new FormatException($"its status is {(int)response.HttpStatusCode} where Glacier has 204.");
}
