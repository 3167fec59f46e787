using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>How multipart uploads end: glacier-api.md §6.5, and C111 to C119 of §11.</summary>
public abstract class MultipartEndContract(Transport transport) : ContractTest(transport)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C111_Complete_makes_the_archive()
    {
        byte[] archive = TestData.Bytes(4608000);
        string upload = await Client.BeginUploadAsync(TestData.MiB, "in parts");
        await Client.PartsAsync(upload, archive, TestData.MiB);
        Answer answer = await Client.TryCompleteAsync(upload, archive);
        Assert.Equal(201, answer.Code);
        Assert.Equal($"/111122223333/vaults/v/archives/{answer["x-amz-archive-id"]}", answer["Location"]);
        Assert.Equal(TreeHash.Of(archive).ToString(), answer["x-amz-sha256-tree-hash"]);
        JsonElement listed = Assert.Single(await Client.InventoryAsync());
        Assert.Equal("in parts", listed.GetProperty("ArchiveDescription").GetString());
        Assert.Equal(4608000, listed.GetProperty("Size").GetInt64());
    }

    [Fact]
    public async Task C112_A_wrong_size_fails_and_the_upload_stays_open()
    {
        byte[] archive = TestData.Bytes(10);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, archive);
        (await Client.TryCompleteAsync(upload, archive, size: 11)).ShouldFail(400, "InvalidParameterValueException");
        Assert.Equal(201, (await Client.TryCompleteAsync(upload, archive)).Code);
    }

    [Fact]
    public async Task C113_A_wrong_tree_hash_fails_and_the_upload_stays_open()
    {
        byte[] archive = TestData.Bytes(10);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, archive);
        string wrong = new('a', 64);
        (await Client.TryCompleteAsync(upload, archive, tree: wrong)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid x-amz-sha256-tree-hash: " + wrong
        );
        Assert.Equal(201, (await Client.TryCompleteAsync(upload, archive)).Code);
    }

    [Fact]
    public async Task C114_A_missing_part_fails()
    {
        byte[] archive = TestData.Bytes(3 * TestData.MiB);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.TryCompleteAsync(upload, archive)).ShouldFail(400, "InvalidParameterValueException");
        await Client.PartAsync(upload, 0, archive[..TestData.MiB]);
        await Client.PartAsync(upload, 2 * TestData.MiB, archive[(2 * TestData.MiB)..]);
        (await Client.TryCompleteAsync(upload, archive)).ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C115_Complete_can_be_repeated()
    {
        byte[] archive = TestData.Bytes(10);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, archive);
        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => Client.TryCompleteAsync(upload, archive))
        );
        Assert.All(answers, answer => Assert.Equal(201, answer.Code));
        Assert.Single(answers.Select(answer => answer["x-amz-archive-id"]).Distinct());
        Assert.Single(await Client.InventoryAsync());
    }

    [Fact]
    public async Task C116_A_completed_upload_is_no_longer_listed()
    {
        byte[] archive = TestData.Bytes(10);
        string open = await Client.BeginUploadAsync(TestData.MiB);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, archive);
        Assert.Equal(201, (await Client.TryCompleteAsync(upload, archive)).Code);
        (await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}")).ShouldFail(404, "ResourceNotFoundException");
        Assert.Equal(
            $$"""{"Marker":null,"UploadsList":[{"ArchiveDescription":null,"CreationDate":"2026-01-01T00:00:00.000Z","MultipartUploadId":"{{open}}","PartSizeInBytes":1048576,"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/v"}]}""",
            (await Client.GetAsync("/-/vaults/v/multipart-uploads")).Text
        );
        (await Client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload}")).ShouldFail(
            404,
            "ResourceNotFoundException"
        );
    }

    [Fact]
    public async Task C118_An_aborted_upload_cannot_be_used()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, [1]);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload}")).Code);
        string message = "The upload ID was not found: " + upload;
        (await Client.TryPartAsync(upload, 0, [1])).ShouldFail(404, "ResourceNotFoundException", message);
        (await Client.TryCompleteAsync(upload, [1])).ShouldFail(404, "ResourceNotFoundException", message);
    }

    [Fact]
    public async Task C119_An_upload_can_be_aborted_twice()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload}")).Code);
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload}")).Code);
        (await Client.DeleteAsync("/-/vaults/v/multipart-uploads/x")).ShouldFail(404, "ResourceNotFoundException");
    }
}

public sealed class MultipartEndOnDisk() : MultipartEndContract(Transport.Disk);

public sealed class MultipartEndInMemory() : MultipartEndContract(Transport.Memory);

public sealed class MultipartEndOverHttp() : MultipartEndContract(Transport.Http);
