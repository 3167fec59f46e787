using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using Microsoft.AspNetCore.Http;

namespace GlacierPS.Aws.Tests;

/// <summary>The retry rule of glacier-api.md §4, over sockets.</summary>
public sealed class RetryTests
{
    private static readonly Answer Stored = Answer.Empty(201, ("x-amz-archive-id", "id"), ("Location", "/1/x"));
    private static readonly Answer Fault = Answer.Error(500, "ServiceUnavailableException", "m");
    private static readonly byte[] Data = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)];
    private static readonly BodyHashes Hashes = new(TreeHash.Of(Data), Sha256Digest.Of(Data));

    public static TheoryData<int, string> PassingErrors =>
        new()
        {
            { 500, "ServiceUnavailableException" },
            { 503, "InsufficientCapacityException" },
            { 408, "RequestTimeoutException" },
            { 400, "ThrottlingException" },
        };

    [Theory]
    [MemberData(nameof(PassingErrors))]
    public async Task What_passes_is_tried_again(int status, string code)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            Answer.Error(status, code, "m"),
            Answer.Empty(204)
        );
        using GlacierClient client = Clients.For(service);

        await client.DeleteVaultAsync("v", default);

        Assert.Equal(2, service.Requests.Count);
        Assert.All(service.Requests, r => Signature.AssertAccepted(r));
    }

    [Theory]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(400, "InvalidParameterValueException")]
    [InlineData(400, "LimitExceededException")]
    [InlineData(400, "PolicyEnforcedException")]
    [InlineData(400, "NoLongerSupportedException")]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(403, "InvalidSignatureException")]
    public async Task What_does_not_pass_is_not_tried_again(int status, string code)
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Error(status, code, "m"));
        using GlacierClient client = Clients.For(service);

        await Assert.ThrowsAnyAsync<GlacierServiceException>(() => client.DeleteVaultAsync("v", default));

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Two_faults_are_survived_and_a_third_is_reported()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Fault, Fault, Answer.Empty(204), Fault);
        using GlacierClient client = Clients.For(service);

        await client.DeleteVaultAsync("v", default);
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.DeleteVaultAsync("v", default));

        Assert.Equal(6, service.Requests.Count);
    }

    [Fact]
    public async Task MaxRetries_is_the_number_of_retries()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Fault);
        using GlacierClient client = Clients.For(service, maxRetries: 0);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => client.DeleteVaultAsync("v", default));

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_part_is_sent_whole_again_and_signed_again_even_after_a_lost_answer()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Fault, Answer.Lost, Answer.Empty(204));
        using GlacierClient client = Clients.For(service);

        await client.UploadPartAsync(
            new("v", "u", new ByteRange(0, Data.Length - 1), new MemoryStream(Data), Hashes),
            default
        );

        Assert.Equal(3, service.Requests.Count);
        Assert.All(service.Requests, r => Assert.Equal(Data, r.Body));
        Assert.All(service.Requests, r => Signature.AssertAccepted(r));
    }

    [Fact]
    public async Task Each_attempt_is_signed_for_its_own_time()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(
            (_, number) =>
            {
                Thread.Sleep(number == 0 ? 1100 : 0);
                return number == 0 ? Fault : Answer.Empty(204);
            }
        );
        using GlacierClient client = Clients.For(service);

        await client.DeleteVaultAsync("v", default);

        Assert.NotEqual(service.Requests[0].Header("x-amz-date"), service.Requests[1].Header("x-amz-date"));
        Signature.AssertAccepted(service.Requests[1]);
    }

    [Fact]
    public async Task A_completion_whose_answer_is_lost_is_repeated_since_Glacier_gives_the_same_archive()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Answer.Lost, Stored);
        using GlacierClient client = Clients.For(service);

        await client.CompleteMultipartUploadAsync(new("v", "u", 1, Hashes.Tree), default);

        Assert.Equal(2, service.Requests.Count);
        Assert.All(service.Requests, r => Signature.AssertAccepted(r));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_answer_that_breaks_off_is_asked_for_again_and_then_is_a_connection_error(int breaks)
    {
        int attempts = 0;
        await using LoopbackService service = await LoopbackService.StartRawAsync(async http =>
        {
            if (Interlocked.Increment(ref attempts) <= breaks)
            {
                http.Response.ContentLength = 1000;
                await http.Response.WriteAsync("{\"VaultList\":[", default);
                await http.Response.Body.FlushAsync();
                await Task.Delay(100);
                http.Abort();
                return;
            }

            await LoopbackService.WriteAsync(http, Answer.Json("{}"));
        });
        using GlacierClient client = Clients.For(service, maxRetries: 1);

        Task<Page<VaultDescription>> call = client.ListVaultsAsync(null, null, default);

        if (breaks == 1)
        {
            Assert.Empty((await call).Items);
        }
        else
        {
            var e = await Assert.ThrowsAsync<GlacierConnectionException>(() => call);
            Assert.True(e.CanRetry);
        }

        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_the_callers_own_error_and_is_not_tried_again()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Stored);
        using GlacierClient client = Clients.For(service);
        using var body = new Bodies.Failing(Data.Length, failsAfter: 1000, () => new IOException("the disk is gone"));

        var e = await Assert.ThrowsAsync<IOException>(() =>
            client.UploadPartAsync(new("v", "u", new ByteRange(0, Data.Length - 1), body, Hashes), default)
        );

        Assert.Equal("the disk is gone", e.Message);
        Assert.Equal(1, body.Rewinds);
    }

    [Fact]
    public async Task A_body_that_shrinks_while_it_is_sent_is_an_error_of_its_own()
    {
        await using LoopbackService service = await LoopbackService.StartAsync(Stored);
        using GlacierClient client = Clients.For(service);
        using var body = new Bodies.Shrinking(Data.Length, endsAt: 1000);

        var e = await Assert.ThrowsAsync<GlacierTransferException>(() =>
            client.UploadPartAsync(new("v", "u", new ByteRange(0, Data.Length - 1), body, Hashes), default)
        );

        Assert.Equal("DataShrank", e.ErrorId);
    }
}
