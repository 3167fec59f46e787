using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>
/// A verified download in ranges over HTTP: the client's processor time beside that of one SHA-256 pass, and the time
/// it takes beside <c>aws glacier get-job-output</c>, which verifies nothing.
/// </summary>
internal static class ReceiveCost
{
    private const int Rounds = 3;
    private const double ProcessorTarget = 1.6;
    private const double WallTarget = 1;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var file = new ContentFile(ContentFile.SizeFor(quick));
        using var small = new ContentFile(64 << 20);
        using var folder = new ScratchFolder();
        using var target = new ScratchFolder();
        await using ServerUnderTest server = await ServerUnderTest.StartWithVaultAsync(folder.Path, cancellationToken);
        string url = server.Url.GetLeftPart(UriPartial.Authority);
        string job = await StartJobAsync(server.Url, await SendAsync(file, url, cancellationToken), cancellationToken);
        string warmUp = await StartJobAsync(
            server.Url,
            await SendAsync(small, url, cancellationToken),
            cancellationToken
        );
        string path = Path.Combine(target.Path, "output.bin");
        double rate = 0,
            processor = double.MaxValue,
            ours = double.MaxValue,
            aws = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            rate = Math.Max(rate, await OpensslSpeed.Sha256Async(cancellationToken) ?? 0);
            processor = Math.Min(
                processor,
                (
                    await Client.OursAsync(
                        ["download", job, path, "--endpoint", url, "--warm-up", warmUp],
                        cancellationToken
                    )
                ).Processor
            );
            File.Delete(path);
            ours = Math.Min(
                ours,
                (await Client.OursAsync(["download", job, path, "--endpoint", url], cancellationToken)).Wall
            );
            File.Delete(path);
            aws = Math.Min(
                aws,
                (
                    await Client.TryAwsAsync(
                        [
                            "--endpoint-url",
                            url,
                            "glacier",
                            "get-job-output",
                            "--account-id",
                            "-",
                            "--vault-name",
                            "measured",
                            $"--job-id={job}",
                            path,
                        ],
                        cancellationToken
                    )
                )?.Wall
                    ?? double.MaxValue
            );
            File.Delete(path);
        }

        string what = FormattableString.Invariant($"verified download of {file.Size >> 20:N0} MiB");
        string aim = FormattableString.Invariant($"<= {ProcessorTarget}");
        double pass = rate > 0 ? file.Size / rate : 0;
        yield return rate > 0
            ? Figure.Compared(
                what + ": processor time",
                processor,
                pass,
                Figure.Seconds,
                processor / pass,
                aim,
                ratio => ratio <= ProcessorTarget,
                " for 1 x SHA-256"
            )
            : new Figure(what + ": processor time", Figure.Seconds(processor), "openssl is not installed", "", aim);
        aim = FormattableString.Invariant($"<= {WallTarget}");
        yield return aws < double.MaxValue
            ? Figure.Compared(
                what + ": time",
                ours,
                aws,
                Figure.Seconds,
                ours / aws,
                aim,
                ratio => ratio <= WallTarget,
                " aws glacier get-job-output"
            )
            : new Figure(what + ": time", Figure.Seconds(ours), "aws is not installed", "", aim);
    }

    private static async Task<string> SendAsync(ContentFile file, string url, CancellationToken cancellationToken) =>
        (await Client.OursAsync(["upload", file.Path, "--endpoint", url], cancellationToken))
            .Answer.GetProperty("archiveId")
            .GetString()!;

    private static async Task<string> StartJobAsync(Uri url, string archiveId, CancellationToken cancellationToken)
    {
        using var load = new RequestLoad(url, 1);
        HttpRequestMessage request = RequestLoad.Request(HttpMethod.Post, new Uri(url, "/-/vaults/measured/jobs"));
        request.Content = new StringContent(
            $$"""{"Type":"archive-retrieval","ArchiveId":"{{archiveId}}"}""",
            new MediaTypeHeaderValue("application/json")
        );
        using HttpResponseMessage answer = await load.SendAsync(request, cancellationToken);
        return answer.Headers.GetValues("x-amz-job-id").Single();
    }
}
