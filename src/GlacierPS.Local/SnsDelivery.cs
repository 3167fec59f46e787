using GlacierPS.Local.Accounts;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local;

/// <summary>
/// Delivers messages on ended jobs by SNS's Publish to an SNS-compatible endpoint, until each was taken; a restart goes
/// on with those that are left. Subscribers, and what they get, are the endpoint's business.
/// </summary>
internal sealed class SnsDelivery : IDisposable
{
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly VaultStore _store;
    private readonly Uri _endpoint;
    private readonly Func<Task> _noticeEnds;
    private readonly QuietLog _log;
    private readonly HttpClient _http = new() { Timeout = Timeout };
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    /// <param name="store">What has the messages.</param>
    /// <param name="endpoint">Where they go.</param>
    /// <param name="noticeEnds">Takes note of jobs that have ended meanwhile.</param>
    /// <param name="log">Told of failures.</param>
    public SnsDelivery(VaultStore store, Uri endpoint, Func<Task> noticeEnds, QuietLog log)
    {
        _store = store;
        _endpoint = endpoint;
        _noticeEnds = noticeEnds;
        _log = log;
        _running = Task.Run(RunAsync);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _running.Wait();
        _http.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan pause = Pause;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await _noticeEnds();
                foreach (AccountVaults account in _store.Accounts)
                {
                    await DeliverAsync(account);
                }

                pause = Pause;
            }
            catch (Exception exception)
                when (exception is HttpRequestException or OperationCanceledException
                    || StorageErrors.IsOfDisk(exception)
                )
            {
                if (!_closing.IsCancellationRequested)
                {
                    _log.TellFailure($"Delivery to {_endpoint}", new IOException(exception.Message, exception));
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            await Task.Delay(pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeliverAsync(AccountVaults account)
    {
        if (account.Database is not { } metadata)
        {
            return;
        }

        foreach (
            (long row, SentNotification sent) in metadata.Read(connection =>
                AccountRows.Undelivered(connection, MostAtOnce)
            )
        )
        {
            await PublishAsync(sent);
            await account.Settings.MarkDeliveredAsync(row);
        }
    }

    private async Task PublishAsync(SentNotification sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["Action"] = "Publish",
                    ["Version"] = "2010-03-31",
                    ["TopicArn"] = sent.Topic,
                    ["Message"] = sent.Message,
                }
            ),
        };

        // Emulators do not verify signatures, but take the region from the scope.
        string region = sent.Topic.Split(':')[3];
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=local/20260101/{region}/sns/aws4_request, SignedHeaders=host, "
                + $"Signature={new string('0', 64)}"
        );
        using HttpResponseMessage response = await _http.SendAsync(request, _closing.Token);
        response.EnsureSuccessStatusCode();
    }
}
