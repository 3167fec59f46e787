using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Multipart uploads: glacier-api.md §6.4 and §6.5, and C096 to C109 of §11.</summary>
public abstract class MultipartContract(Transport transport) : ContractTest(transport)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.CreateVaultAsync();
    }

    [Fact]
    public async Task C096_Every_power_of_two_from_1_MiB_to_4_GiB_is_a_part_size()
    {
        for (long size = 1L << 20; size <= 1L << 32; size <<= 1)
        {
            Answer answer = await TryBegin(size.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(201, answer.Code);
            string id = answer["x-amz-multipart-upload-id"]!;
            Assert.Matches("^[A-Za-z0-9_-]{92}$", id);
            Assert.Equal($"/111122223333/vaults/v/multipart-uploads/{id}", answer["Location"]);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("524288")]
    [InlineData("3145728")]
    [InlineData("10485760")]
    [InlineData("8589934592")]
    [InlineData("-1048576")]
    [InlineData("1e6")]
    public async Task C097_Other_part_sizes_are_refused(string size) =>
        (await TryBegin(size)).ShouldFail(
            400,
            "InvalidParameterValueException",
            $"Invalid part size: {size}. Part size must not be null, must be a power of two and be between "
                + "1048576 and 4294967296 bytes."
        );

    [Fact]
    public async Task An_upload_without_a_part_size_is_refused() =>
        (await TryBegin(null)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid part size: null. Part size must not be null, must be a power of two and be between 1048576 "
                + "and 4294967296 bytes."
        );

    [Fact]
    public async Task C099_A_part_is_answered_with_its_tree_hash()
    {
        byte[] part = TestData.Bytes(2 * TestData.MiB);
        Answer answer = await Client.TryPartAsync(await Client.BeginUploadAsync(2 * TestData.MiB), 0, part);
        Assert.Equal(204, answer.Code);
        Assert.Equal(TreeHash.Of(part).ToString(), answer["x-amz-sha256-tree-hash"]);
    }

    [Fact]
    public async Task C100_A_part_with_a_wrong_tree_hash_is_refused_and_not_listed()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.TryPartAsync(upload, 0, [1], tree: new string('0', 64))).ShouldFail(
            400,
            "InvalidParameterValueException",
            $"Checksum mismatch: expected {new string('0', 64)}, computed {TreeHash.Of([1])}"
        );
        Assert.Empty((await Parts(upload)).Parts);
    }

    [Fact]
    public async Task F07_A_limit_above_50_means_50()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}?limit=100")).ShouldBe(200);
        (await Client.GetAsync("/-/vaults/v/multipart-uploads?limit=100")).ShouldBe(200);
    }

    [Fact]
    public async Task F07_An_unusable_range_is_told_before_an_empty_body()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.TryPartAsync(upload, 0, [], range: "bytes 909994937-909994936/*")).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid Content-Range: bytes 909994937-909994936/*"
        );
    }

    [Fact]
    public async Task C101_A_range_of_another_length_than_the_body_is_refused()
    {
        string upload = await Client.BeginUploadAsync(4 * TestData.MiB);
        (await Client.TryPartAsync(upload, 0, new byte[3146447], range: "bytes 0-4194303/*")).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Content-Range: bytes 0-4194303/* is incompatible with Content-Length: 3146447"
        );
    }

    [Fact]
    public async Task C102_A_range_that_begins_within_a_part_is_refused()
    {
        string upload = await Client.BeginUploadAsync(4 * TestData.MiB);
        (await Client.TryPartAsync(upload, 2 * TestData.MiB, new byte[4 * TestData.MiB])).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid Content-Range: bytes 2097152-6291455/*"
        );
    }

    [Fact]
    public async Task C103_A_range_longer_than_a_part_is_refused()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.TryPartAsync(upload, 0, new byte[TestData.MiB + 1])).ShouldFail(
            400,
            "InvalidParameterValueException"
        );
    }

    [Theory]
    [InlineData("bytes 909994937-909994936/*")]
    [InlineData("bytes 0-0")]
    [InlineData("0-0/*")]
    [InlineData("bytes 0-0/x")]
    [InlineData("bytes -0/*")]
    [InlineData("bytes 99999999999999999999-99999999999999999999/*")]
    public async Task An_unusable_range_is_refused(string range) =>
        (await Client.TryPartAsync(await Client.BeginUploadAsync(TestData.MiB), 0, [1], range: range)).ShouldFail(
            400,
            "InvalidParameterValueException",
            "Invalid Content-Range: " + range
        );

    [Fact]
    public async Task A_total_size_in_place_of_the_asterisk_is_accepted() =>
        Assert.Equal(
            204,
            (await Client.TryPartAsync(await Client.BeginUploadAsync(TestData.MiB), 0, [1], range: "bytes 0-0/1")).Code
        );

    [Fact]
    public async Task C104_A_short_part_in_the_middle_is_accepted_and_Complete_fails()
    {
        byte[] archive = TestData.Bytes(TestData.MiB + 10);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, archive[..100]);
        await Client.PartAsync(upload, TestData.MiB, archive[TestData.MiB..]);
        (await Client.TryCompleteAsync(upload, archive)).ShouldFail(400, "InvalidParameterValueException");
    }

    [Fact]
    public async Task C105_Parts_may_come_in_any_order()
    {
        byte[] archive = TestData.Bytes(3 * TestData.MiB + 7);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        for (int part = 3; part >= 0; part--)
        {
            await Client.PartAsync(
                upload,
                part * TestData.MiB,
                archive[(part * TestData.MiB)..Math.Min(archive.Length, (part + 1) * TestData.MiB)]
            );
        }

        Answer answer = await Client.TryCompleteAsync(upload, archive);
        answer.ShouldBe(201);
        Assert.Equal(archive, await Client.DownloadAsync(answer["x-amz-archive-id"]!));
    }

    [Fact]
    public async Task Parts_may_come_all_at_once()
    {
        byte[] archive = TestData.Bytes(8 * TestData.MiB);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(part =>
                    Task.Run(() =>
                        Client.PartAsync(
                            upload,
                            part * TestData.MiB,
                            archive[(part * TestData.MiB)..((part + 1) * TestData.MiB)]
                        )
                    )
                )
        );
        Answer answer = await Client.TryCompleteAsync(upload, archive);
        answer.ShouldBe(201);
        Assert.Equal(archive, await Client.DownloadAsync(answer["x-amz-archive-id"]!));
    }

    [Fact]
    public async Task C106_A_part_that_is_sent_again_replaces_the_first()
    {
        byte[] archive = TestData.Bytes(2 * TestData.MiB);
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 0, TestData.Bytes(TestData.MiB, seed: 2));
        await Client.PartsAsync(upload, archive, TestData.MiB);
        Answer answer = await Client.TryCompleteAsync(upload, archive);
        answer.ShouldBe(201);
        Assert.Equal(archive, await Client.DownloadAsync(answer["x-amz-archive-id"]!));
    }

    [Fact]
    public async Task C107_The_10001st_part_is_refused()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        await Client.PartAsync(upload, 9_999L * TestData.MiB, [1]);
        (await Client.TryPartAsync(upload, 10_000L * TestData.MiB, [1])).ShouldFail(
            400,
            "InvalidParameterValueException",
            "This is part number 10001 for the current multipart upload. It exceeds the limit of 10000 parts."
        );
    }

    [Fact]
    public async Task C108_Parts_are_listed_by_range()
    {
        byte[] archive = TestData.Bytes(2 * TestData.MiB + 1);
        string upload = await Client.BeginUploadAsync(TestData.MiB, "MyArchive-101");
        await Client.PartAsync(upload, 2 * TestData.MiB, archive[(2 * TestData.MiB)..]);
        await Client.PartAsync(upload, TestData.MiB, archive[TestData.MiB..(2 * TestData.MiB)]);
        string hash = TreeHash.Of(archive.AsSpan(TestData.MiB, TestData.MiB)).ToString();
        string last = TreeHash.Of(archive.AsSpan(2 * TestData.MiB)).ToString();
        Assert.Equal(
            $$"""{"ArchiveDescription":"MyArchive-101","CreationDate":"2026-01-01T00:00:00.000Z","Marker":null,"MultipartUploadId":"{{upload}}","PartSizeInBytes":1048576,"Parts":[{"RangeInBytes":"1048576-2097151","SHA256TreeHash":"{{hash}}"},{"RangeInBytes":"2097152-2097152","SHA256TreeHash":"{{last}}"}],"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/v"}""",
            (await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}")).Text
        );
    }

    [Fact]
    public async Task C109_A_page_has_50_parts()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        for (long part = 0; part < 51; part++)
        {
            await Client.PartAsync(upload, part * TestData.MiB, [1]);
        }

        (string[] parts, string? marker) = await Parts(upload);
        Assert.Equal(50, parts.Length);
        Assert.Equal(50, marker!.Length);
        (parts, string? end) = await Parts(upload, "?marker=" + marker);
        Assert.Equal(["52428800-52428800"], parts);
        Assert.Null(end);
        (parts, marker) = await Parts(upload, "?limit=3");
        Assert.Equal(3, parts.Length);
        Assert.NotNull(marker);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=x")]
    [InlineData("marker=what")]
    public async Task A_limit_or_marker_that_is_none_is_refused(string query)
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        (await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}?{query}")).ShouldFail(
            400,
            "InvalidParameterValueException"
        );
        (await Client.GetAsync($"/-/vaults/v/multipart-uploads?{query}")).ShouldFail(
            400,
            "InvalidParameterValueException"
        );
    }

    [Fact]
    public async Task Following_markers_brings_every_upload_once()
    {
        var begun = new List<string>();
        for (int i = 0; i < 7; i++)
        {
            begun.Add(await Client.BeginUploadAsync(TestData.MiB));
        }

        var seen = new List<string>();
        string? marker = "";
        while (marker is not null)
        {
            JsonElement page = (await Client.GetAsync($"/-/vaults/v/multipart-uploads?limit=3&marker={marker}")).Json;
            seen.AddRange(
                page.GetProperty("UploadsList")
                    .EnumerateArray()
                    .Select(upload => upload.GetProperty("MultipartUploadId").GetString()!)
            );
            marker = page.GetProperty("Marker").GetString();
        }

        Assert.Equal(begun, seen);
    }

    [Fact]
    public async Task An_upload_that_lies_idle_for_a_day_is_gone()
    {
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        Clock.Advance(TimeSpan.FromHours(23));
        await Client.PartAsync(upload, 0, [1]);
        Clock.Advance(TimeSpan.FromHours(23));
        Assert.Single((await Parts(upload)).Parts);
        Clock.Advance(TimeSpan.FromHours(1));
        (await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}")).ShouldFail(404, "ResourceNotFoundException");
        Assert.Equal(
            """{"Marker":null,"UploadsList":[]}""",
            (await Client.GetAsync("/-/vaults/v/multipart-uploads")).Text
        );
    }

    private Task<Answer> TryBegin(string? partSize) =>
        Client.SendAsync(HttpMethod.Post, "/-/vaults/v/multipart-uploads", null, ("x-amz-part-size", partSize));

    private async Task<(string[] Parts, string? Marker)> Parts(string upload, string query = "")
    {
        Answer answer = await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}{query}");
        answer.ShouldBe(200);
        return (
            answer
                .Json.GetProperty("Parts")
                .EnumerateArray()
                .Select(part => part.GetProperty("RangeInBytes").GetString()!)
                .ToArray(),
            answer.Json.GetProperty("Marker").GetString()
        );
    }
}

public sealed class MultipartOnDisk() : MultipartContract(Transport.Disk);

public sealed class MultipartInMemory() : MultipartContract(Transport.Memory);

public sealed class MultipartOverHttp() : MultipartContract(Transport.Http);
