using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>What cannot be meant is refused before anything is sent.</summary>
public sealed class InputTests
{
    public static TheoryData<string, Func<GlacierClient, Task>> Unusable =>
        new()
        {
            { "InvalidVaultName", g => g.CreateVaultAsync("no spaces", default) },
            { "InvalidVaultName", g => g.DescribeVaultAsync("..", default) },
            { "InvalidVaultName", g => g.DeleteVaultAsync("", default) },
            { "InvalidId", g => g.DeleteArchiveAsync("v", "", default) },
            { "InvalidId", g => g.DescribeJobAsync("v", "..", default) },
            { "InvalidId", g => g.AbortMultipartUploadAsync("v", "", default) },
            { "InvalidLimit", g => g.ListVaultsAsync(null, 11, default) },
            { "InvalidLimit", g => g.ListJobsAsync("v", null, null, null, 0, default) },
            { "InvalidLimit", g => g.ListPartsAsync("v", "u", null, 51, default) },
            { "EmptyArchive", g => g.UploadArchiveAsync(new("v", new MemoryStream(), default, null), default) },
            {
                "ArchiveTooLarge",
                g => g.UploadArchiveAsync(new("v", new Bodies.Zeros((4L << 30) + 1), default, null), default)
            },
            {
                "DescriptionTooLong",
                g => g.UploadArchiveAsync(new("v", new MemoryStream([1]), default, new string('x', 1025)), default)
            },
            { "DescriptionNotAscii", g => g.InitiateMultipartUploadAsync("v", 1 << 20, "naïve", default) },
            {
                "DescriptionNotAscii",
                g =>
                    g.InitiateJobAsync(new InventoryRetrievalRequest { VaultName = "v", Description = "a\nb" }, default)
            },
            {
                "LengthMismatch",
                g => g.UploadPartAsync(new("v", "u", new ByteRange(0, 9), new MemoryStream([1]), default), default)
            },
            { "InvalidTagCount", g => g.AddTagsToVaultAsync("v", new Dictionary<string, string>(), default) },
            {
                "InvalidTagCount",
                g => g.RemoveTagsFromVaultAsync("v", [.. Enumerable.Range(0, 11).Select(i => $"k{i}")], default)
            },
            { "InvalidTag", g => g.AddTagsToVaultAsync("v", Tag("", "v"), default) },
            { "InvalidTag", g => g.AddTagsToVaultAsync("v", Tag(new string('k', 129), "v"), default) },
            { "InvalidTag", g => g.AddTagsToVaultAsync("v", Tag("k", new string('v', 256)), default) },
            { "InvalidTag", g => g.AddTagsToVaultAsync("v", Tag("aws:k", "v"), default) },
            { "InvalidTag", g => g.AddTagsToVaultAsync("v", Tag("k!", "v"), default) },
            { "InvalidPolicy", g => g.SetVaultAccessPolicyAsync("v", " ", default) },
            { "InvalidPolicy", g => g.SetVaultAccessPolicyAsync("v", "{'Statement':[]}", default) },
            { "InvalidPolicy", g => g.SetVaultAccessPolicyAsync("v", "[]", default) },
            { "InvalidPolicy", g => g.InitiateVaultLockAsync("v", "{}", default) },
            {
                "PolicyTooLong",
                g => g.InitiateVaultLockAsync("v", $$"""{"Statement":[],"Id":"{{new string('x', 20480)}}"}""", default)
            },
            { "InvalidId", g => g.CompleteVaultLockAsync("v", "", default) },
            {
                "InvalidRetrievalPolicy",
                g => g.SetDataRetrievalPolicyAsync(new() { Strategy = RetrievalStrategy.BytesPerHour }, default)
            },
            {
                "InvalidRetrievalPolicy",
                g =>
                    g.SetDataRetrievalPolicyAsync(
                        new() { Strategy = RetrievalStrategy.None, BytesPerHour = 1 },
                        default
                    )
            },
        };

    private static Dictionary<string, string> Tag(string key, string value) => new() { [key] = value };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Unusable_input_is_refused_and_nothing_is_sent(string errorId, Func<GlacierClient, Task> call)
    {
        var service = new InMemoryService(Answer.Empty(500));
        using GlacierClient client = Clients.For(service);

        var e = await Assert.ThrowsAsync<GlacierInputException>(() => call(client));

        Assert.Equal(errorId, e.ErrorId);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public void Options_do_not_show_their_keys()
    {
        string text = (Clients.Options with { SessionToken = "a-token", ProfileName = "p" }).ToString();

        Assert.Contains("p", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Clients.SecretKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_in_process_door_needs_a_region_and_keys_given_outright()
    {
        Func<HttpMessageHandler> transport = () => new InMemoryService();

        Assert.Equal(
            "MissingRegion",
            Assert
                .Throws<GlacierInputException>(() =>
                    GlacierClient.Create(
                        new()
                        {
                            Transport = transport,
                            AccessKeyId = "a",
                            SecretAccessKey = "s",
                        }
                    )
                )
                .ErrorId
        );
        Assert.Equal(
            "MissingKeys",
            Assert
                .Throws<GlacierInputException>(() =>
                    GlacierClient.Create(new() { Transport = transport, Region = "us-east-1" })
                )
                .ErrorId
        );
    }

    [Fact]
    public void Half_a_key_is_refused()
    {
        foreach (
            GlacierClientOptions half in (GlacierClientOptions[])
                [
                    new() { Region = "us-east-1", AccessKeyId = "a" },
                    new() { Region = "us-east-1", SecretAccessKey = "s" },
                    new() { Region = "us-east-1", SessionToken = "t" },
                    new()
                    {
                        Region = "us-east-1",
                        AccessKeyId = "a",
                        SecretAccessKey = "",
                    },
                ]
        )
        {
            Assert.Equal(
                "IncompleteKeys",
                Assert.Throws<GlacierInputException>(() => GlacierClient.Create(half)).ErrorId
            );
        }
    }
}
