using System.Text;
using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using static GlacierPS.Aws.Tests.Service.WireCheck;

namespace GlacierPS.Aws.Tests;

/// <summary>
/// What each operation puts on the wire (glacier-api.md §5), through a socket and through the in-process door.
/// </summary>
public sealed class RequestTests
{
    private const string Id = "-beginsWithAHyphen_0";
    private static readonly byte[] Data = Encoding.ASCII.GetBytes("hello world");
    private static readonly BodyHashes Hashes = new(TreeHash.Of(Data), Sha256Digest.Of(Data));
    private const string DataHash = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

    [Fact]
    public Task CreateVault() =>
        Sends(g => g.CreateVaultAsync("my.vault_1-X", default), "PUT", "/-/vaults/my.vault_1-X");

    [Fact]
    public Task DescribeVault() => Sends(g => g.DescribeVaultAsync("v", default), "GET", "/-/vaults/v");

    [Fact]
    public Task ListVaults() =>
        Sends(
            g => g.ListVaultsAsync("arn:aws:glacier:us-west-2:012345678901:vaults/b", 2, default),
            "GET",
            "/-/vaults?limit=2&marker=arn%3Aaws%3Aglacier%3Aus-west-2%3A012345678901%3Avaults%2Fb"
        );

    [Fact]
    public Task ListVaults_from_the_start() => Sends(g => g.ListVaultsAsync(null, null, default), "GET", "/-/vaults");

    [Fact]
    public Task DeleteVault() => Sends(g => g.DeleteVaultAsync("v", default), "DELETE", "/-/vaults/v");

    [Fact]
    public Task UploadArchive() =>
        Sends(
            g => g.UploadArchiveAsync(new("v", new MemoryStream(Data), Hashes, "two  spaces, comma"), default),
            "POST",
            "/-/vaults/v/archives",
            "hello world",
            ("x-amz-content-sha256", DataHash),
            ("x-amz-sha256-tree-hash", DataHash),
            ("x-amz-archive-description", "two  spaces, comma"),
            ("Content-Length", "11")
        );

    [Fact]
    public Task DeleteArchive() =>
        Sends(g => g.DeleteArchiveAsync("v", Id, default), "DELETE", "/-/vaults/v/archives/" + Id);

    [Fact]
    public Task InitiateMultipartUpload() =>
        Sends(
            g => g.InitiateMultipartUploadAsync("v", 4194304, "MyArchive-101", default),
            "POST",
            "/-/vaults/v/multipart-uploads",
            "",
            ("x-amz-part-size", "4194304"),
            ("x-amz-archive-description", "MyArchive-101"),
            ("Content-Length", "0")
        );

    [Fact]
    public Task UploadPart() =>
        Sends(
            g =>
                g.UploadPartAsync(
                    new("v", Id, new ByteRange(1048576, 1048586), new MemoryStream(Data), Hashes),
                    default
                ),
            "PUT",
            "/-/vaults/v/multipart-uploads/" + Id,
            "hello world",
            ("Content-Range", "bytes 1048576-1048586/*"),
            ("x-amz-content-sha256", DataHash),
            ("x-amz-sha256-tree-hash", DataHash),
            ("Content-Length", "11")
        );

    [Fact]
    public Task CompleteMultipartUpload() =>
        Sends(
            g => g.CompleteMultipartUploadAsync(new("v", Id, 4608000, Hashes.Tree), default),
            "POST",
            "/-/vaults/v/multipart-uploads/" + Id,
            "",
            ("x-amz-archive-size", "4608000"),
            ("x-amz-sha256-tree-hash", DataHash),
            ("Content-Length", "0")
        );

    [Fact]
    public Task AbortMultipartUpload() =>
        Sends(g => g.AbortMultipartUploadAsync("v", Id, default), "DELETE", "/-/vaults/v/multipart-uploads/" + Id);

    [Fact]
    public Task ListMultipartUploads() =>
        Sends(
            g => g.ListMultipartUploadsAsync("v", "a+b c", 50, default),
            "GET",
            "/-/vaults/v/multipart-uploads?limit=50&marker=a%2Bb%20c"
        );

    [Fact]
    public Task ListParts() =>
        Sends(
            g => g.ListPartsAsync("v", Id, "1001", 1, default),
            "GET",
            $"/-/vaults/v/multipart-uploads/{Id}?limit=1&marker=1001"
        );

    [Fact]
    public Task InitiateJob_for_a_part_of_an_archive() =>
        Sends(
            g =>
                g.InitiateJobAsync(
                    new ArchiveRetrievalRequest
                    {
                        VaultName = "v",
                        ArchiveId = Id,
                        Description = "My archive \"description\"",
                        Range = new ByteRange(2097152, 4194303),
                        SNSTopic = "arn:aws:sns:us-west-2:111111111111:topic",
                        Tier = RetrievalTier.Bulk,
                    },
                    default
                ),
            "POST",
            "/-/vaults/v/jobs",
            $$"""{"Type":"archive-retrieval","ArchiveId":"{{Id}}","RetrievalByteRange":"2097152-4194303","Tier":"Bulk","Description":"My archive \u0022description\u0022","SNSTopic":"arn:aws:sns:us-west-2:111111111111:topic"}""",
            ("Content-Type", "application/json")
        );

    [Fact]
    public Task InitiateJob_leaves_out_what_is_not_said() =>
        Sends(
            g => g.InitiateJobAsync(new ArchiveRetrievalRequest { VaultName = "v", ArchiveId = "a" }, default),
            "POST",
            "/-/vaults/v/jobs",
            """{"Type":"archive-retrieval","ArchiveId":"a"}"""
        );

    [Fact]
    public Task InitiateJob_for_an_inventory() =>
        Sends(
            g =>
                g.InitiateJobAsync(
                    new InventoryRetrievalRequest
                    {
                        VaultName = "v",
                        Parameters = new InventoryRetrieval
                        {
                            Format = InventoryFormat.Csv,
                            StartDate = new DateTime(2013, 12, 4, 21, 25, 42, 999, DateTimeKind.Utc),
                            EndDate = new DateTime(2013, 12, 5, 21, 25, 42, DateTimeKind.Unspecified),
                            Limit = 10000,
                            Marker = "m",
                        },
                    },
                    default
                ),
            "POST",
            "/-/vaults/v/jobs",
            """{"Type":"inventory-retrieval","Format":"CSV","InventoryRetrievalParameters":{"StartDate":"2013-12-04T21:25:42Z","EndDate":"2013-12-05T21:25:42Z","Limit":"10000","Marker":"m"}}"""
        );

    [Fact]
    public Task InitiateJob_for_the_whole_inventory() =>
        Sends(
            g => g.InitiateJobAsync(new InventoryRetrievalRequest { VaultName = "v" }, default),
            "POST",
            "/-/vaults/v/jobs",
            """{"Type":"inventory-retrieval","Format":"JSON"}"""
        );

    [Fact]
    public Task DescribeJob() => Sends(g => g.DescribeJobAsync("v", Id, default), "GET", "/-/vaults/v/jobs/" + Id);

    [Fact]
    public Task ListJobs() =>
        Sends(
            g => g.ListJobsAsync("v", JobStatus.InProgress, false, "m", 7, default),
            "GET",
            "/-/vaults/v/jobs?completed=false&limit=7&marker=m&statuscode=InProgress"
        );

    [Fact]
    public Task GetJobOutput() => Sends(g => Read(g, new("v", Id)), "GET", $"/-/vaults/v/jobs/{Id}/output");

    [Fact]
    public Task GetJobOutput_of_a_range() =>
        Sends(
            g => Read(g, new("v", Id, new ByteRange(0, 1023))),
            "GET",
            $"/-/vaults/v/jobs/{Id}/output",
            "",
            ("Range", "bytes=0-1023")
        );

    [Fact]
    public Task An_ID_with_characters_of_its_own_is_encoded_and_still_signed_right() =>
        Sends(g => g.DescribeJobAsync("v", "a/b c+d%é?", default), "GET", "/-/vaults/v/jobs/a%2Fb%20c%2Bd%25%C3%A9%3F");

    [Fact]
    public async Task An_account_that_is_named_is_in_the_path()
    {
        var service = new InMemoryService(Answer.Empty(204));
        using GlacierClient client = GlacierClient.Create(
            Clients.Options with
            {
                Transport = () => service,
                AccountId = "111122223333",
            }
        );

        await client.DeleteVaultAsync("v", default);

        Assert.Equal("/111122223333/vaults/v", service.Request.Target);
    }

    private static async Task Read(GlacierClient client, JobOutputRequest request)
    {
        using JobOutput output = await client.GetJobOutputAsync(request, default);
        await output.Body.CopyToAsync(Stream.Null);
    }
}
