using System.Net;
using GlacierPS.Aws.Buckets;
using GlacierPS.Aws.Configuration;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests.Buckets;

/// <summary>What our client of a bucket makes of what happens to its requests.</summary>
public sealed class S3BucketTests
{
    [Theory]
    [InlineData("broken connection")]
    [InlineData("lost stream")]
    [InlineData("refusal")]
    [InlineData("own cancellation")]
    public async Task Whatever_a_cancelled_request_ends_with_is_a_cancellation(string end)
    {
        using var stop = new CancellationTokenSource();
        var requests = new Requests(() =>
        {
            stop.Cancel();
            return end switch
            {
                "broken connection" => throw new HttpRequestException("cut", new IOException("cut")),
                "lost stream" => throw new IOException("cut"),
                "own cancellation" => throw new OperationCanceledException(stop.Token),
                _ => new HttpResponseMessage(HttpStatusCode.Forbidden),
            };
        });
        using S3Bucket bucket = Open(requests);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bucket.HeadAsync("a", stop.Token));
        Assert.Equal(1, requests.Count);
    }

    [Theory]
    [InlineData("{\"welcome\": \"to the proxy")]
    [InlineData("<html><body>Welcome to the proxy</body></html>")]
    [InlineData("")]
    public async Task What_is_no_answer_of_S3_is_an_error_of_the_connection_that_names_the_address(string answer)
    {
        using S3Bucket bucket = Open(
            new Requests(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) })
        );
        GlacierConnectionException error = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            bucket.CreateUploadAsync("a", new ObjectTraits { StorageClass = "STANDARD" }, default)
        );
        Assert.Contains("http://bucket.invalid", error.Message, StringComparison.Ordinal);
    }

    private static S3Bucket Open(Requests requests) =>
        S3Bucket.Open(
            new BucketOptions
            {
                Name = "archive",
                Region = "us-east-1",
                EndpointUrl = new Uri("http://bucket.invalid"),
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
                Transport = () => requests,
            }
        );

    private sealed class Requests(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Count++;
            return Task.FromResult(answer());
        }
    }
}
