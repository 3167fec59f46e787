using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Archives: glacier-api.md §6.3, and C026 and C082 to C094 of §11.</summary>
public abstract class ArchiveContract(Transport transport) : ContractTest(transport)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C082_An_archive_is_stored()
    {
        byte[] body = TestData.Bytes(3 * TestData.MiB + 5);
        Answer answer = await Client.TryUploadAsync(body);
        Assert.Equal(201, answer.Code);
        Assert.Equal($"/111122223333/vaults/v/archives/{answer["x-amz-archive-id"]}", answer["Location"]);
        Assert.Equal(TreeHash.Of(body).ToString(), answer["x-amz-sha256-tree-hash"]);
        Assert.Empty(answer.Body);
        Assert.Equal(body, await Client.DownloadAsync(answer["x-amz-archive-id"]!));
    }

    [Fact]
    public async Task C083_An_archive_ID_has_138_characters() =>
        Assert.Matches("^[A-Za-z0-9_][A-Za-z0-9_-]{137}$", await Client.UploadAsync([1]));

    [Fact]
    public async Task C026_A_body_that_is_not_what_was_signed_is_refused_and_not_stored()
    {
        string other = Sha256Digest.Of([9]).ToString();
        (await Client.TryUploadAsync([1], linear: other)).ShouldFail(
            403,
            "InvalidSignatureException",
            "The value passed in as x-amz-content-sha256 does not match the computed payload hash. "
                + $"Computed digest: {Sha256Digest.Of([1])} expected hash: {other}"
        );
        await NothingIsStored();
    }

    [Fact]
    public async Task C084_A_wrong_tree_hash_is_refused_and_nothing_is_stored()
    {
        foreach (string wrong in new[] { new string('0', 64), new string('0', 32) })
        {
            (await Client.TryUploadAsync([1], tree: wrong)).ShouldFail(
                400,
                "InvalidParameterValueException",
                $"Checksum mismatch: expected {wrong}, computed {TreeHash.Of([1])}"
            );
        }

        await NothingIsStored();
    }

    [Theory]
    [InlineData("000")]
    [InlineData("no hash at all")]
    public async Task C084_A_tree_hash_that_is_no_bytes_is_refused_by_its_name(string wrong)
    {
        (await Client.TryUploadAsync([1], tree: wrong)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid x-amz-sha256-tree-hash: " + wrong
        );
        await NothingIsStored();
    }

    [Fact]
    public async Task C085_An_empty_archive_is_refused() =>
        (await Client.TryUploadAsync([])).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid Content-Length: 0"
        );

    [Fact]
    public async Task C086_One_byte_is_an_archive() => Assert.Equal(201, (await Client.TryUploadAsync([42])).Code);

    [Fact]
    public async Task C087_More_than_4_GiB_are_refused_before_they_are_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/-/vaults/v/archives", UriKind.Relative))
        {
            Content = new EndlessContent(4294967297),
        };
        request.Headers.Add("x-amz-glacier-version", "2012-06-01");
        request.Headers.Add("x-amz-sha256-tree-hash", new string('0', 64));
        request.Headers.Add("x-amz-content-sha256", new string('0', 64));
        request.Headers.ExpectContinue = true;
        (await Client.SendAsync(request)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid Content-Length: 4294967297"
        );
    }

    [Theory]
    [InlineData("x-amz-sha256-tree-hash")]
    [InlineData("x-amz-content-sha256")]
    public async Task C088_An_upload_without_either_hash_is_refused(string missing)
    {
        string hash = Sha256Digest.Of([1]).ToString();
        (string, string?)[] headers = [("x-amz-sha256-tree-hash", hash), ("x-amz-content-sha256", hash)];
        Answer answer = await Client.SendAsync(
            HttpMethod.Post,
            "/-/vaults/v/archives",
            [1],
            [.. headers.Where(header => header.Item1 != missing)]
        );
        answer.ShouldFail(400, "MissingParameterValueException", "Required parameter missing: " + missing);
    }

    [Fact]
    public async Task C089_A_description_of_1024_printable_characters_comes_back_as_it_was()
    {
        string description = string.Concat(
            Enumerable.Range(0, 1024).Select(i => (char)(i % 95 == 94 ? ' ' : '!' + i % 95))
        );
        Assert.Equal(95, description.Distinct().Count());
        string archive = await Client.UploadAsync([1], description);
        JsonElement listed = Assert.Single(await Client.InventoryAsync());
        Assert.Equal(description, listed.GetProperty("ArchiveDescription").GetString());
        Answer output = await Client.OutputAsync(await Client.ArchiveJobAsync(archive));
        Assert.Equal(description, output["x-amz-archive-description"]);
    }

    [Fact]
    public async Task C089_A_description_of_1025_characters_is_refused() =>
        (await Client.TryUploadAsync([1], new string('x', 1025))).ShouldFail(400, "InvalidParameterValueException");

    [Fact]
    public async Task Repeated_spaces_within_a_description_are_kept()
    {
        await Client.UploadAsync([1], "a  b   c");
        Assert.Equal(
            "a  b   c",
            Assert.Single(await Client.InventoryAsync()).GetProperty("ArchiveDescription").GetString()
        );
    }

    [Fact]
    public async Task C092_An_upload_to_an_unknown_vault_is_a_404() =>
        (await Client.TryUploadAsync([1], vault: "none")).ShouldFail(404, "ResourceNotFoundException");

    [Fact]
    public async Task C093_An_archive_can_be_deleted_twice()
    {
        string archive = await Client.UploadAsync([1]);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).Code);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).Code);
        await NothingIsStored();
    }

    [Fact]
    public async Task C094_An_archive_cannot_be_deleted_through_another_vault()
    {
        await Client.CreateVaultAsync("other");
        string archive = await Client.UploadAsync([1]);
        (await Client.DeleteAsync($"/-/vaults/other/archives/{archive}")).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid vault name: arn:aws:glacier:us-east-1:111122223333:vaults/other"
        );
        Assert.Single(await Client.InventoryAsync());
    }

    [Fact]
    public async Task Deleting_what_is_no_archive_ID_is_a_404()
    {
        (await Client.DeleteAsync("/-/vaults/v/archives/x")).ShouldFail(
            404,
            "ResourceNotFoundException",
            "The archive ID was not found: x"
        );
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/archives/{new string('A', 138)}")).Code);
    }

    [Fact]
    public async Task The_same_bytes_twice_are_two_archives()
    {
        Assert.NotEqual(await Client.UploadAsync([1]), await Client.UploadAsync([1]));
        Assert.Equal(2, (await Client.InventoryAsync()).Count);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_not_stored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/-/vaults/v/archives", UriKind.Relative))
        {
            Content = new EndlessContent(5 * TestData.MiB, breakAfter: 2 * TestData.MiB),
        };
        request.Headers.Add("x-amz-glacier-version", "2012-06-01");
        request.Headers.Add("x-amz-sha256-tree-hash", new string('0', 64));
        request.Headers.Add("x-amz-content-sha256", new string('0', 64));
        try
        {
            Assert.Equal(408, (await Client.SendAsync(request)).Code);
        }
        catch (HttpRequestException)
        {
            // Over HTTP the connection is gone with the body.
        }

        await NothingIsStored();
    }

    private async Task NothingIsStored()
    {
        string mark = await Client.UploadAsync([99]);
        Assert.Equal(mark, Assert.Single(await Client.InventoryAsync()).GetProperty("ArchiveId").GetString());
    }
}

public sealed class ArchivesOnDisk() : ArchiveContract(Transport.Disk);

public sealed class ArchivesInMemory() : ArchiveContract(Transport.Memory);

public sealed class ArchivesOverHttp() : ArchiveContract(Transport.Http);
