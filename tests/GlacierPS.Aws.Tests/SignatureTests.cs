using System.Text;
using GlacierPS.Aws.Tests.Environments;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>The vectors of glacier-api.md §2, and what the client sends beside them.</summary>
[Collection(ProcessWide.Name)]
public sealed class SignatureTests
{
    private const string Host = "glacier.us-east-1.amazonaws.com";
    private const string SignedA = "host;x-amz-date;x-amz-glacier-version";
    private const string SignedB = "host;x-amz-content-sha256;x-amz-date;x-amz-glacier-version";
    private const string SignatureA = "3ce5b2f2fffac9262b4da9256f8d086b4aaf42eba5f111c21681a65a127b7c2a";
    private const string SignatureB = "b092397439375d59119072764a1e9a144677c43d9906fd98a5742c57a2855de6";
    private static readonly byte[] PayloadB = Encoding.ASCII.GetBytes("Welcome to Amazon Glacier.");
    private static readonly DateTime TimeA = new(2012, 5, 25, 0, 24, 53, DateTimeKind.Utc);
    private static readonly DateTime TimeB = new(2012, 5, 7, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_checker_of_these_tests_reproduces_vector_A()
    {
        var request = new SeenRequest("PUT", "/-/vaults/examplevault", Headers(("x-amz-date", "20120525T002453Z")), []);

        Assert.Equal(
            "5f1da1a2d0feb614dd03d71e87928b8e449ac87614479332aced3a701f916743",
            Signature.Hex(
                System.Security.Cryptography.SHA256.HashData(
                    Encoding.UTF8.GetBytes(Signature.Canonical(request, SignedA))
                )
            )
        );
        Assert.Equal(
            "75fb39ae89095e144a7b5b520c6761dcedc4fe3acf1fc6e51fee65489bfacf74",
            Signature.Hex(Signature.SigningKey(Clients.SecretKey, "20120525", "us-east-1"))
        );
        Assert.Equal(SignatureA, Signature.Compute(request, SignedA, Clients.SecretKey, "us-east-1"));
    }

    [Fact]
    public void The_checker_of_these_tests_reproduces_vector_B()
    {
        var request = new SeenRequest(
            "POST",
            "/-/vaults/examplevault/archives",
            Headers(
                ("x-amz-date", "20120507T000000Z"),
                ("x-amz-content-sha256", "726e392cb4d09924dbad1cc0ba3b00c3643d03d14cb4b823e2f041cff612a628")
            ),
            PayloadB
        );

        Assert.Equal(
            "f3df090abf5698dbe2230b41165a7b8991f9616ef67de13ac283577a02732819",
            Signature.Hex(
                System.Security.Cryptography.SHA256.HashData(
                    Encoding.UTF8.GetBytes(Signature.Canonical(request, SignedB))
                )
            )
        );
        Assert.Equal(
            "77748921d473e94445578f9d77963996e52400ff6e41eaeff817f39e6c557e40",
            Signature.Hex(Signature.SigningKey(Clients.SecretKey, "20120507", "us-east-1"))
        );
        Assert.Equal(SignatureB, Signature.Compute(request, SignedB, Clients.SecretKey, "us-east-1"));
    }

    [Fact]
    public async Task At_the_time_of_vector_A_the_client_sends_the_request_of_vector_A()
    {
        SeenRequest sent = await SendAtAsync(
            TimeA,
            client => client.CreateVaultAsync("examplevault", CancellationToken.None)
        );

        Assert.Equal(("PUT", "/-/vaults/examplevault"), (sent.Method, sent.Target));
        Assert.Equal(SignatureA, Signature.Compute(sent, SignedA, Clients.SecretKey, "us-east-1"));
        Signature.AssertAccepted(sent);
    }

    [Fact]
    public async Task At_the_time_of_vector_B_the_client_sends_the_request_of_vector_B()
    {
        var hashes = new BodyHashes(TreeHash.Of(PayloadB), Sha256Digest.Of(PayloadB));
        SeenRequest sent = await SendAtAsync(
            TimeB,
            client =>
                client.UploadArchiveAsync(
                    new UploadArchiveRequest("examplevault", new MemoryStream(PayloadB), hashes, null),
                    CancellationToken.None
                )
        );

        Assert.Equal(("POST", "/-/vaults/examplevault/archives"), (sent.Method, sent.Target));
        Assert.Equal(SignatureB, Signature.Compute(sent, SignedB, Clients.SecretKey, "us-east-1"));
        Signature.AssertAccepted(sent);
    }

    [Fact]
    public async Task A_session_token_is_sent_and_signed()
    {
        var service = new InMemoryService(Answer.Empty(201, ("Location", "/1/vaults/v")));
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                Transport = () => service,
                SessionToken = "the-session-token",
            }
        );

        await client.CreateVaultAsync("v", CancellationToken.None);

        Assert.Equal("the-session-token", service.Request.Header("x-amz-security-token"));
        Signature.AssertAccepted(service.Request);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_corrected_by_the_services_and_the_request_sent_again()
    {
        DateTime theirs = DateTime.UtcNow.AddHours(3);
        var service = new InMemoryService(
            (request, number) =>
                number == 0
                    ? Answer.Error(403, "InvalidSignatureException", "Signature expired: ...") with
                    {
                        Headers = [("Date", theirs.ToString("R"))],
                    }
                    : Answer.Empty(204)
        );
        using GlacierClient client = Clients.For(service);

        await client.DeleteVaultAsync("skewed", CancellationToken.None);

        Assert.Equal(2, service.Requests.Count);
        Assert.StartsWith(theirs.ToString("yyyyMMdd'T'HHmm", null), service.Requests[1].Header("x-amz-date"));
        Signature.AssertAccepted(service.Requests[1]);
    }

    /// <summary>Sends at a moment of the past, once more if the second turns meanwhile.</summary>
    private static async Task<SeenRequest> SendAtAsync(DateTime time, Func<GlacierClient, Task> send)
    {
        string date = time.ToString("yyyyMMdd'T'HHmmss'Z'", null);
        while (true)
        {
            var service = new InMemoryService(Answer.Empty(201, ("Location", "/1/x"), ("x-amz-archive-id", "id")));
            using GlacierClient client = Clients.For(service);
            Amazon.AWSConfigs.ManualClockCorrection = time.AddMilliseconds(100) - DateTime.UtcNow;
            try
            {
                await send(client);
            }
            finally
            {
                Amazon.AWSConfigs.ManualClockCorrection = null;
            }

            if (service.Request.Header("x-amz-date") == date)
            {
                return service.Request;
            }
        }
    }

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] more)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["host"] = Host,
            ["x-amz-glacier-version"] = "2012-06-01",
        };
        foreach ((string name, string value) in more)
        {
            headers[name] = value;
        }

        return headers;
    }
}
