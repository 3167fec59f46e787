using System.Net;
using GlacierPS.Aws.Runtime;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.PriceList;

/// <summary>Downloads the files of AWS's public price list. They need no credentials and cost nothing.</summary>
public static class PriceListDownload
{
    // An offer file comes from a cache near by; what sends nothing for so long does not send any more.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    /// <summary>Where they are from.</summary>
    public static Uri Origin { get; } = new("https://pricing.us-east-1.amazonaws.com");

    /// <summary>Downloads a file for each service.</summary>
    /// <param name="region">The region whose prices are wanted.</param>
    /// <param name="services">The services, as the price list calls them.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="origin">Another server of the same files; null is <see cref="Origin"/>.</param>
    /// <param name="timeout">How long it may be silent; null is two minutes.</param>
    /// <returns>The files' paths.</returns>
    /// <exception cref="GlacierInputException">OfferNotFound: AWS has no prices of a service there.</exception>
    /// <exception cref="GlacierConnectionException">The price list cannot be reached.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string region,
        IEnumerable<string> services,
        string folder,
        CancellationToken cancellationToken,
        Uri? origin = null,
        TimeSpan? timeout = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        using var client = new HttpClient(new WatchedHandler(timeout ?? LongestSilence, new SocketsHttpHandler()))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var files = new List<string>();
        foreach (string service in services)
        {
            var address = new Uri(
                origin ?? Origin,
                $"/offers/v1.0/aws/{service}/current/{Uri.EscapeDataString(region)}/index.json"
            );
            string path = Path.Join(folder, service + ".json");
            await DownloadAsync(client, address, path, region, cancellationToken);
            files.Add(path);
        }

        return files;
    }

    private static async Task DownloadAsync(
        HttpClient client,
        Uri address,
        string path,
        string region,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(
                address,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            {
                throw new GlacierInputException(
                    "OfferNotFound",
                    $"AWS's price list has nothing for {region} at {address}. Check the region's name; where AWS has "
                        + "no list in US dollars, put the prices into a file and give -PricePath."
                );
            }

            response.EnsureSuccessStatusCode();
            await using FileStream file = File.Create(path);
            await response.Content.CopyToAsync(file, cancellationToken);
        }
        catch (Exception error)
            when (error is HttpRequestException or HttpIOException or TimeoutException
                || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new GlacierConnectionException(
                address,
                $"The price list at {address} cannot be read: {error.Message} Without a network, download the files "
                    + "elsewhere and give -Path.",
                error
            );
        }
    }
}
