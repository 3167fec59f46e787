using Amazon.Runtime;
using GlacierPS.Aws.Configuration;
using GlacierPS.Aws.Leases;
using GlacierPS.Aws.PriceList;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Services beside Glacier and S3 that begin to answer and stop: what asked them says so, and ends.</summary>
public sealed class SilenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(0.3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task STS_that_falls_silent_is_an_error_that_names_the_role(bool begins)
    {
        await using SilentService service = Start(begins, "text/xml", "<AssumeRoleResponse>");
        using var role = new RoleCredentials(
            profileName: null,
            "arn:aws:iam::444455556666:role/auditor",
            new Dictionary<string, string>(),
            new BasicAWSCredentials("AKIDHUB", "s"),
            service.Endpoint,
            Timeout
        );

        var error = await Assert.ThrowsAsync<GlacierCredentialsException>(() =>
            role.GetCredentialsAsync().WaitAsync(Patience)
        );

        Assert.StartsWith(
            "The role arn:aws:iam::444455556666:role/auditor could not be assumed: STS fell silent",
            error.Message,
            StringComparison.Ordinal
        );

        // The SDK's standard number of tries.
        await service.AssertConnectionsAsync(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_share_table_that_falls_silent_is_an_error_of_its_connection(bool begins)
    {
        await using SilentService service = Start(begins, "application/x-amz-json-1.0", "{\"Item\": ");
        using DynamoTable table = DynamoTable.Open(
            new ShareTableOptions
            {
                Name = "leave",
                Region = "us-east-1",
                EndpointUrl = service.Endpoint,
                KeySource = () => new AwsKeys("AKIDEXAMPLE", "test-secret"),
                Timeout = Timeout,
            }
        );

        var error = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
            table.ReadAsync("s", "a", default).WaitAsync(Patience)
        );

        Assert.Contains($"{service.Endpoint} fell silent during GetItem: ", error.Message, StringComparison.Ordinal);
        await service.AssertConnectionsAsync(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_price_list_that_falls_silent_is_an_error_that_names_its_address(bool begins)
    {
        await using SilentService service = Start(begins, "application/json", "{");
        string folder = Directory.CreateTempSubdirectory("glacierps-prices-").FullName;
        try
        {
            var error = await Assert.ThrowsAsync<GlacierConnectionException>(() =>
                PriceListDownload
                    .RunAsync("us-east-1", ["AmazonGlacier"], folder, default, service.Endpoint, Timeout)
                    .WaitAsync(Patience)
            );

            Assert.Contains(service.Endpoint.AbsoluteUri, error.Message, StringComparison.Ordinal);
            Assert.Contains("for 0.3 seconds", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SilentService Start(bool begins, string type, string beginning) =>
        SilentService.Start(
            async (connection, _) =>
            {
                if (begins)
                {
                    await SilentService.ReadHeadAsync(connection);
                    await SilentService.SayAsync(
                        connection,
                        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n{beginning}"
                    );
                }
            }
        );
}
