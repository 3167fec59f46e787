using GlacierPS.Aws.Tests.Service;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Tests;

/// <summary>Reading the example answers of glacier-api.md §10 and the byte-exact ones of §6.6.</summary>
public sealed class AnswerTests
{
    private const string Hash = "25499381569ab2f85e1fd0eb93c5406a178ab77c5933056eb5d6e7d4adda609b";

    private const string InProgressJob =
        "m-DLDuNO52qrwBiZuPPedUk0j5kuD8vXywiZAuNKOj6V1Khn_8pQcpQLNks9B5qgDwnap_iE0gDVuoBjAoalPSMmxgt8";

    /// <summary>What the live service sent in 2016: 623 bytes.</summary>
    private const string InProgress =
        """{"Action":"InventoryRetrieval","ArchiveId":null,"ArchiveSHA256TreeHash":null,"ArchiveSizeInBytes":null,"Completed":false,"CompletionDate":null,"CreationDate":"2016-09-01T09:16:45.612Z","InventoryRetrievalParameters":{"EndDate":null,"Format":"JSON","Limit":null,"Marker":null,"StartDate":null},"InventorySizeInBytes":null,"JobDescription":null,"JobId":"m-DLDuNO52qrwBiZuPPedUk0j5kuD8vXywiZAuNKOj6V1Khn_8pQcpQLNks9B5qgDwnap_iE0gDVuoBjAoalPSMmxgt8","RetrievalByteRange":null,"SHA256TreeHash":null,"SNSTopic":null,"StatusCode":"InProgress","StatusMessage":null,"VaultARN":"arn:aws:glacier:us-east-1:033342878933:vaults/201407"}""";

    [Fact]
    public async Task A_created_vault_has_its_path() =>
        Assert.Equal(
            "/111122223333/vaults/examplevault",
            await Ask(
                Answer.Empty(201, ("Location", "/111122223333/vaults/examplevault")),
                g => g.CreateVaultAsync("examplevault", default)
            )
        );

    [Fact]
    public async Task A_vault_is_read_with_its_last_inventory()
    {
        VaultDescription vault = await Ask(
            Answer.Json(
                """{"CreationDate":"2012-02-20T17:01:45.198Z","LastInventoryDate":"2012-03-20T17:03:43.221Z","NumberOfArchives":192,"SizeInBytes":78088912,"VaultARN":"arn:aws:glacier:us-west-2:012345678901:vaults/examplevault","VaultName":"examplevault"}"""
            ),
            g => g.DescribeVaultAsync("examplevault", default)
        );

        Assert.Equal(
            new VaultDescription
            {
                VaultName = "examplevault",
                VaultARN = "arn:aws:glacier:us-west-2:012345678901:vaults/examplevault",
                CreationDate = new DateTime(2012, 2, 20, 17, 1, 45, 198, DateTimeKind.Utc),
                LastInventoryDate = new DateTime(2012, 3, 20, 17, 3, 43, 221, DateTimeKind.Utc),
                NumberOfArchives = 192,
                SizeInBytes = 78088912,
            },
            vault
        );
        Assert.Equal(DateTimeKind.Utc, vault.CreationDate.Kind);
    }

    [Theory]
    [InlineData(200, "<html>Sign in to the network</html>")]
    [InlineData(200, "")]
    [InlineData(206, "{}")]
    public async Task C06_A_page_of_a_proxy_is_no_success_of_what_has_no_result(int status, string body)
    {
        var page = new Answer(status, System.Text.Encoding.UTF8.GetBytes(body), []);
        Func<GlacierClient, Task>[] calls =
        [
            g => g.DeleteArchiveAsync("v", "id", default),
            g => g.DeleteVaultAsync("v", default),
            g => g.AbortMultipartUploadAsync("v", "id", default),
            g => g.CompleteVaultLockAsync("v", "id", default),
            g => g.CreateVaultAsync("v", default),
        ];
        foreach (Func<GlacierClient, Task> call in calls)
        {
            GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
                Ask(
                    page,
                    async g =>
                    {
                        await call(g);
                        return true;
                    }
                )
            );
            Assert.Equal("UnreadableAnswer", error.ErrorId);
        }
    }

    [Fact]
    public async Task C06_The_description_of_another_job_or_vault_is_refused()
    {
        GlacierException job = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            Ask(Answer.Json(InProgress), g => g.DescribeJobAsync("201407", "another", default))
        );
        GlacierException vault = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            Ask(
                Answer.Json(
                    """{"CreationDate":"2012-02-20T17:01:45.198Z","VaultARN":"arn:aws:glacier:us-west-2:012345678901:vaults/a","VaultName":"a"}"""
                ),
                g => g.DescribeVaultAsync("b", default)
            )
        );
        Assert.Equal(("UnreadableAnswer", "UnreadableAnswer"), (job.ErrorId, vault.ErrorId));
    }

    [Theory]
    [InlineData("not a hash")]
    [InlineData("25499381569ab2f85e1fd0eb93c5406a")]
    public async Task C06_An_archive_that_is_stored_with_a_hash_that_is_none_is_named(string hash)
    {
        using var body = new MemoryStream([1]);

        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            Ask(
                Answer.Empty(201, ("x-amz-archive-id", "the-archive"), ("x-amz-sha256-tree-hash", hash)),
                g =>
                    g.UploadArchiveAsync(
                        new UploadArchiveRequest(
                            "v",
                            body,
                            new BodyHashes(Sha256Digest.Of([1]), TreeHash.Of([1])),
                            null
                        ),
                        default
                    )
            )
        );

        Assert.Contains("the-archive", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"CreationDate":"2012-02-20T17:01:45Z","LastInventoryDate":null,"NumberOfArchives":null,"SizeInBytes":null,"VaultARN":"arn","VaultName":"v"}"""
    )]
    [InlineData("""{"CreationDate":"2012-02-20T17:01:45Z","VaultARN":"arn","VaultName":"v"}""")]
    public async Task Null_and_absent_are_the_same(string json)
    {
        VaultDescription vault = await Ask(Answer.Json(json), g => g.DescribeVaultAsync("v", default));

        Assert.Null(vault.LastInventoryDate);
        Assert.Equal((0, 0), (vault.NumberOfArchives, vault.SizeInBytes));
    }

    [Fact]
    public async Task A_page_of_vaults_names_the_next()
    {
        Page<VaultDescription> page = await Ask(
            Answer.Json(
                """{"Marker":"arn:aws:glacier:us-west-2:012345678901:vaults/examplevault3","VaultList":[{"CreationDate":"2012-03-16T22:22:47.214Z","VaultARN":"arn:1","VaultName":"examplevault1"},{"CreationDate":"2012-03-19T22:06:51.218Z","VaultARN":"arn:2","VaultName":"examplevault2"}]}"""
            ),
            g => g.ListVaultsAsync(null, 2, default)
        );

        Assert.Equal(["examplevault1", "examplevault2"], page.Items.Select(v => v.VaultName));
        Assert.Equal("arn:aws:glacier:us-west-2:012345678901:vaults/examplevault3", page.Marker);
    }

    [Theory]
    [InlineData("""{"Marker":null,"VaultList":[]}""")]
    [InlineData("""{"Marker":"","VaultList":null}""")]
    [InlineData("{}")]
    public async Task The_last_page_names_none(string json)
    {
        Page<VaultDescription> page = await Ask(Answer.Json(json), g => g.ListVaultsAsync(null, null, default));

        Assert.Empty(page.Items);
        Assert.Null(page.Marker);
    }

    [Fact]
    public async Task A_stored_archive_is_read_from_the_headers()
    {
        StoredArchive stored = await Ask(
            Answer.Empty(
                201,
                ("Location", "/1/vaults/v/archives/id"),
                ("x-amz-archive-id", "id"),
                ("x-amz-sha256-tree-hash", Hash)
            ),
            g => g.CompleteMultipartUploadAsync(new("v", "u", 1, default), default)
        );

        Assert.Equal(new StoredArchive("id", Sha256Digest.Parse(Hash), "/1/vaults/v/archives/id"), stored);
    }

    [Fact]
    public async Task A_stored_archive_is_not_lost_over_headers_that_are_missing()
    {
        StoredArchive stored = await Ask(
            Answer.Empty(201, ("x-amz-archive-id", "id")),
            g => g.CompleteMultipartUploadAsync(new("v", "u", 1, Sha256Digest.Parse(Hash)), default)
        );

        Assert.Equal(new StoredArchive("id", Sha256Digest.Parse(Hash), "/-/vaults/v/archives/id"), stored);
    }

    [Fact]
    public async Task Parts_are_read_with_their_ranges()
    {
        PartsPage page = await Ask(
            Answer.Json(
                $$"""{"ArchiveDescription":null,"CreationDate":"2012-03-20T17:03:43.221Z","Marker":null,"MultipartUploadId":"u","PartSizeInBytes":4194304,"Parts":[{"RangeInBytes":"0-4194303","SHA256TreeHash":"{{Hash}}"},{"RangeInBytes":"4194304-8388607","SHA256TreeHash":"{{Hash}}"}],"VaultARN":"arn:aws:glacier:us-east-1:1:vaults/demo1-vault"}"""
            ),
            g => g.ListPartsAsync("v", "u", null, null, default)
        );

        Assert.Equal([new ByteRange(0, 4194303), new ByteRange(4194304, 8388607)], page.Parts.Select(p => p.Range));
        Assert.All(page.Parts, p => Assert.Equal(Hash, p.TreeHash.ToString()));
        Assert.Equal(
            (4194304L, "demo1-vault", null, null),
            (page.Upload.PartSizeInBytes, page.Upload.VaultName, page.Upload.ArchiveDescription, page.Marker)
        );
    }

    [Fact]
    public async Task Uploads_in_progress_are_read()
    {
        Page<MultipartUpload> page = await Ask(
            Answer.Json(
                """{"Marker":"xyz","UploadsList":[{"ArchiveDescription":"archive 1","CreationDate":"2012-03-19T23:20:59.130Z","MultipartUploadId":"xsQ","PartSizeInBytes":4194304,"VaultARN":"arn:aws:glacier:us-east-1:012345678901:vaults/examplevault"}]}"""
            ),
            g => g.ListMultipartUploadsAsync("v", null, 1, default)
        );

        MultipartUpload upload = Assert.Single(page.Items);
        Assert.Equal(
            ("xsQ", "archive 1", "examplevault", "xyz"),
            (upload.UploadId, upload.ArchiveDescription, upload.VaultName, page.Marker)
        );
    }

    [Fact]
    public async Task The_job_description_of_623_bytes_is_read()
    {
        Assert.Equal(623, InProgress.Length);
        JobDescription job = await Ask(
            Answer.Json(InProgress),
            g => g.DescribeJobAsync("201407", InProgressJob, default)
        );

        Assert.Equal(
            new JobDescription
            {
                JobId = "m-DLDuNO52qrwBiZuPPedUk0j5kuD8vXywiZAuNKOj6V1Khn_8pQcpQLNks9B5qgDwnap_iE0gDVuoBjAoalPSMmxgt8",
                VaultARN = "arn:aws:glacier:us-east-1:033342878933:vaults/201407",
                Action = JobAction.InventoryRetrieval,
                StatusCode = JobStatus.InProgress,
                Completed = false,
                CreationDate = new DateTime(2016, 9, 1, 9, 16, 45, 612, DateTimeKind.Utc),
                InventoryRetrievalParameters = new InventoryRetrieval { Format = InventoryFormat.Json },
            },
            job
        );
    }

    [Fact]
    public async Task The_job_list_of_651_bytes_is_read()
    {
        string list = $$"""{"JobList":[{{InProgress}}],"Marker":null}""";
        Assert.Equal(651, list.Length);
        Page<JobDescription> page = await Ask(
            Answer.Json(list),
            g => g.ListJobsAsync("201407", null, null, null, null, default)
        );

        Assert.Equal("201407", Assert.Single(page.Items).VaultName);
    }

    [Fact]
    public async Task A_finished_retrieval_is_read()
    {
        JobDescription job = await Ask(
            Answer.Json(
                $$"""{"Action":"ArchiveRetrieval","ArchiveId":"a","ArchiveSHA256TreeHash":"{{Hash}}","ArchiveSizeInBytes":1048576,"Completed":true,"CompletionDate":"2012-05-01T00:00:09.304Z","CreationDate":"2012-05-01T00:00:06.663Z","InventorySizeInBytes":null,"JobDescription":null,"JobId":"j","RetrievalByteRange":"0-1048575","SHA256TreeHash":"{{Hash}}","SNSTopic":null,"StatusCode":"Succeeded","StatusMessage":"Succeeded","Tier":"Bulk","VaultARN":"arn:aws:glacier:us-west-2:012345678901:vaults/examplevault"}"""
            ),
            g => g.DescribeJobAsync("v", "j", default)
        );

        Assert.Equal(
            (
                JobAction.ArchiveRetrieval,
                JobStatus.Succeeded,
                "Succeeded",
                true,
                RetrievalTier.Bulk,
                new ByteRange(0, 1048575),
                1048576L
            ),
            (
                job.Action,
                job.StatusCode,
                job.StatusMessage,
                job.Completed,
                job.Tier!.Value,
                job.RetrievalByteRange!.Value,
                job.ArchiveSizeInBytes!.Value
            )
        );
        Assert.Equal((Hash, Hash), (job.SHA256TreeHash!, job.ArchiveSHA256TreeHash!));
        Assert.Equal(new DateTime(2012, 5, 1, 0, 0, 9, 304, DateTimeKind.Utc), job.CompletionDate);
        Assert.Null(job.InventoryRetrievalParameters);
    }

    [Theory]
    [InlineData("\"120000\"")]
    [InlineData("120000")]
    public async Task A_limit_is_read_as_a_string_and_as_a_number(string limit)
    {
        JobDescription job = await Ask(
            Answer.Json(
                InProgress.Replace(
                    """{"EndDate":null,"Format":"JSON","Limit":null,"Marker":null,"StartDate":null}""",
                    $$"""{"StartDate":"2013-11-12T13:43:12Z","EndDate":"2013-11-20T08:12:45Z","Limit":{{limit}},"Format":"CSV","Marker":"vyS0"}""",
                    StringComparison.Ordinal
                )
            ),
            g => g.DescribeJobAsync("v", InProgressJob, default)
        );

        Assert.Equal(
            new InventoryRetrieval
            {
                Format = InventoryFormat.Csv,
                StartDate = new DateTime(2013, 11, 12, 13, 43, 12, DateTimeKind.Utc),
                EndDate = new DateTime(2013, 11, 20, 8, 12, 45, DateTimeKind.Utc),
                Limit = 120000,
                Marker = "vyS0",
            },
            job.InventoryRetrievalParameters
        );
    }

    [Fact]
    public async Task The_output_of_a_job_is_read_with_its_headers()
    {
        using JobOutput output = await Ask(
            new Answer(
                206,
                new byte[1024],
                ("Content-Range", "bytes 0-1023/8388608"),
                ("Content-Type", "application/octet-stream"),
                ("x-amz-sha256-tree-hash", Hash),
                ("x-amz-archive-description", "my archive")
            ),
            g => g.GetJobOutputAsync(new("v", "j", new ByteRange(0, 1023)), default)
        );

        Assert.Equal(
            (1024, 8388608, Hash, "my archive", "application/octet-stream"),
            (
                output.Length,
                output.TotalLength,
                output.TreeHash.ToString(),
                output.ArchiveDescription,
                output.ContentType
            )
        );
    }

    [Fact]
    public async Task The_output_of_an_inventory_has_no_hash_and_no_description()
    {
        using JobOutput output = await Ask(Answer.Json("{}"), g => g.GetJobOutputAsync(new("v", "j"), default));

        Assert.Equal(
            (2, 2, null, null, "application/json"),
            (output.Length, output.TotalLength, output.TreeHash, output.ArchiveDescription, output.ContentType)
        );
    }

    [Theory]
    [InlineData("<html>sign in to the hotel's network</html>")]
    [InlineData("[]")]
    [InlineData("""{"VaultName":"v","VaultARN":"arn"}""")]
    [InlineData("""{"VaultName":"v","VaultARN":"arn","CreationDate":"yesterday"}""")]
    public async Task A_success_that_is_not_Glaciers_is_an_error_that_says_so(string body)
    {
        var e = await Assert.ThrowsAsync<GlacierServiceException>(() =>
            Ask(Answer.Json(body), g => g.DescribeVaultAsync("v", default))
        );

        Assert.Equal(("UnreadableAnswer", Answer.RequestId), (e.Code, e.RequestId));
        Assert.Contains("DescribeVault", e.Message, StringComparison.Ordinal);
        Assert.False(e.CanRetry);
    }

    [Fact]
    public async Task C06_A_list_that_begins_anew_for_ever_ends_with_an_error()
    {
        var page = Answer.Json("""{"Marker":"again","VaultList":[]}""");
        using GlacierClient client = Clients.For(new InMemoryService(page, page));

        var e = await Assert.ThrowsAsync<GlacierServiceException>(async () =>
        {
            IAsyncEnumerable<VaultDescription> all = Pages.ItemsAsync(
                (marker, token) => client.ListVaultsAsync(marker, null, token),
                default
            );
            await foreach (VaultDescription _ in all) { }
        });

        Assert.Equal("UnreadableAnswer", e.Code);
        Assert.Contains("begins where this one does", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task C06_A_list_whose_pages_go_in_a_circle_ends_with_an_error(int length)
    {
        int pages = 0;
        var e = await Assert.ThrowsAsync<GlacierTransferException>(async () =>
        {
            IAsyncEnumerable<int> all = Pages.ItemsAsync(
                (marker, _) =>
                    Task.FromResult(new Page<int>([1], ++pages < 5 ? $"before {pages}" : $"in it {pages % length}")),
                default
            );
            await foreach (int _ in all)
            {
                Assert.True(pages < 100, "It does not end.");
            }
        });

        Assert.Equal("UnreadableAnswer", e.ErrorId);
    }

    [Fact]
    public async Task C06_An_answer_without_end_is_given_up_before_it_fills_the_memory()
    {
        string endless = "{\"VaultList\":[" + new string(' ', 17 << 20) + "]}";

        var e = await Assert.ThrowsAsync<GlacierServiceException>(() =>
            Ask(Answer.Json(endless), g => g.ListVaultsAsync(null, null, default))
        );

        Assert.Equal("UnreadableAnswer", e.Code);
        Assert.Contains("longer than", e.Message, StringComparison.Ordinal);
    }

    private static async Task<T> Ask<T>(Answer answer, Func<GlacierClient, Task<T>> call)
    {
        using GlacierClient client = Clients.For(new InMemoryService(answer));
        return await call(client);
    }
}
