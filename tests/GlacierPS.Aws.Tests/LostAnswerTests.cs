using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>
/// UploadArchive, InitiateJob and their like make something new each time: after a lost answer they are not repeated
/// (glacier-api.md §4, retry rule).
/// </summary>
public sealed class LostAnswerTests
{
    private static readonly Answer Stored = Answer.Empty(201, ("x-amz-archive-id", "id"), ("Location", "/1/x"));
    private static readonly Answer Started = Answer.Empty(202, ("x-amz-job-id", "job"));
    private static readonly Answer Fault = Answer.Error(500, "ServiceUnavailableException", "m");
    private static readonly byte[] Data = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)];
    private static readonly BodyHashes Hashes = new(TreeHash.Of(Data), Sha256Digest.Of(Data));

    [Theory]
    [MemberData(nameof(RetryTests.PassingErrors), MemberType = typeof(RetryTests))]
    public async Task An_archive_is_sent_again_when_Glacier_says_that_it_failed(int status, string code)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Error(status, code, "m"), Stored);
        using GlacierClient client = Clients.For(service);

        StoredArchive stored = await client.UploadArchiveAsync(new("v", new MemoryStream(Data), Hashes, null), default);

        Assert.Equal("id", stored.ArchiveId);
        Assert.Equal(2, service.Requests.Count);
        Assert.All(service.Requests, r => Assert.Equal(Data, r.Body));
    }

    [Fact]
    public async Task An_archive_whose_answer_is_lost_is_not_sent_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Lost, Stored);
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            client.UploadArchiveAsync(new("v", new MemoryStream(Data), Hashes, null), default)
        );

        Assert.Single(service.Requests);
        Assert.True(e.MayHaveHappened);
        Assert.False(e.CanRetry);
        Assert.Contains("The archive may have been made", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task An_archive_is_not_sent_again_when_a_gateway_answers_in_Glaciers_stead(int status)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Empty(status), Stored);
        using GlacierClient client = Clients.For(service);

        await Assert.ThrowsAsync<GlacierServiceException>(() =>
            client.UploadArchiveAsync(new("v", new MemoryStream(Data), Hashes, null), default)
        );

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task An_archive_that_was_cut_off_in_the_middle_is_sent_again()
    {
        int attempts = 0;
        byte[] arrived = [];
        var big = new byte[32 << 20];
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            if (Interlocked.Increment(ref attempts) == 1)
            {
                await http.Request.Body.ReadExactlyAsync(new byte[100_000]);
                http.Abort();
                return;
            }

            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            arrived = body.ToArray();
            await LoopbackService.WriteAsync(http, Stored);
        });
        using GlacierClient client = Clients.For(service);

        await client.UploadArchiveAsync(
            new("v", new MemoryStream(big), new BodyHashes(TreeHash.Of(big), Sha256Digest.Of(big)), null),
            default
        );

        Assert.Equal(2, attempts);
        Assert.Equal(big, arrived);
    }

    [Fact]
    public async Task A_job_whose_answer_is_lost_is_not_started_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Lost, Started);
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            client.InitiateJobAsync(new InventoryRetrievalRequest { VaultName = "v" }, default)
        );

        Assert.Single(service.Requests);
        Assert.True(e.MayHaveHappened);
    }

    [Fact]
    public async Task A_job_is_started_again_when_Glacier_says_that_it_failed()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Fault, Started);
        using GlacierClient client = Clients.For(service);

        Assert.Equal("job", await client.InitiateJobAsync(new InventoryRetrievalRequest { VaultName = "v" }, default));
        Assert.Equal(service.Requests[0].Body, service.Requests[1].Body);
    }

    [Fact]
    public async Task A_purchase_whose_answer_is_lost_is_not_made_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Lost, Started);
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            client.PurchaseProvisionedCapacityAsync(default)
        );

        Assert.Single(service.Requests);
        Assert.True(e.MayHaveHappened);
    }

    [Fact]
    public async Task A_purchase_that_no_connection_came_about_for_has_not_happened()
    {
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                EndpointUrl = new Uri("http://127.0.0.1:9"),
                MaxRetries = 0,
            }
        );

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            client.PurchaseProvisionedCapacityAsync(default)
        );

        Assert.False(e.MayHaveHappened);
    }

    [Fact]
    public async Task A_lock_whose_answer_is_lost_is_not_begun_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Lost, Started);
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            client.InitiateVaultLockAsync("v", """{"Statement":[]}""", default)
        );

        Assert.Single(service.Requests);
        Assert.True(e.MayHaveHappened);
    }
}
