using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>Vaults: glacier-api.md §6.1, and C048 to C069 of §11.</summary>
public abstract class VaultContract(Transport transport) : ContractTest(transport)
{
    private const string Arn = "arn:aws:glacier:us-east-1:111122223333:vaults/";

    protected override LocalGlacierOptions Change(LocalGlacierOptions options) =>
        options with
        {
            InventoryInterval = TimeSpan.FromHours(24),
        };

    [Fact]
    public async Task C048_A_new_vault_is_created()
    {
        Answer answer = await Client.PutAsync("/-/vaults/examplevault");
        Assert.Equal(201, answer.Code);
        Assert.Equal("/111122223333/vaults/examplevault", answer["Location"]);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task C049_Creating_a_vault_again_changes_nothing()
    {
        await Client.CreateVaultAsync();
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(201, (await Client.PutAsync("/-/vaults/v")).Code);
        Assert.Equal("2026-01-01T00:00:00.000Z", (await Describe("v")).GetProperty("CreationDate").GetString());
    }

    [Fact]
    public async Task C050_Names_of_1_and_255_allowed_characters_are_good()
    {
        Assert.Equal(201, (await Client.PutAsync("/-/vaults/a")).Code);
        Assert.Equal(201, (await Client.PutAsync("/-/vaults/" + new string('Z', 255))).Code);
        Assert.Equal(201, (await Client.PutAsync("/-/vaults/a-Z_0.9")).Code);
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%2Bb")]
    [InlineData("a%2Fb")]
    [InlineData("%C3%A9")]
    public async Task C050_Other_names_are_refused(string name) =>
        (await Client.PutAsync("/-/vaults/" + name)).ShouldFail(400, "InvalidParameterValueException");

    [Fact]
    public async Task C050_A_name_of_256_characters_is_refused() =>
        (await Client.PutAsync("/-/vaults/" + new string('a', 256))).ShouldFail(400, "InvalidParameterValueException");

    [Fact]
    public async Task C054_A_vault_is_described_by_six_fields()
    {
        await Client.CreateVaultAsync("examplevault");
        Assert.Equal(
            $$"""{"CreationDate":"2026-01-01T00:00:00.000Z","LastInventoryDate":null,"NumberOfArchives":0,"SizeInBytes":0,"VaultARN":"{{Arn}}examplevault","VaultName":"examplevault"}""",
            (await Client.GetAsync("/-/vaults/examplevault")).Text
        );
    }

    [Fact]
    public async Task C055_Before_the_first_inventory_there_is_no_date_and_no_count()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        JsonElement vault = await Describe("v");
        Assert.Equal(JsonValueKind.Null, vault.GetProperty("LastInventoryDate").ValueKind);
        Assert.Equal(0, vault.GetProperty("NumberOfArchives").GetInt64());
        Assert.Equal(0, vault.GetProperty("SizeInBytes").GetInt64());
    }

    [Fact]
    public async Task C056_An_upload_after_the_last_inventory_does_not_count_yet()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, (await Describe("v")).GetProperty("NumberOfArchives").GetInt64());
        await Client.UploadAsync([2]);
        Assert.Equal(1, (await Describe("v")).GetProperty("NumberOfArchives").GetInt64());
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(2, (await Describe("v")).GetProperty("NumberOfArchives").GetInt64());
    }

    [Fact]
    public async Task C057_The_size_has_32_KiB_more_for_each_archive()
    {
        await Client.CreateVaultAsync();
        foreach (int size in new[] { 3145728, 6292900, 4496 })
        {
            await Client.UploadAsync(new byte[size]);
        }

        Clock.Advance(TimeSpan.FromHours(24));
        JsonElement vault = await Describe("v");
        Assert.Equal(3, vault.GetProperty("NumberOfArchives").GetInt64());
        Assert.Equal(9541428, vault.GetProperty("SizeInBytes").GetInt64());
        Assert.Equal("2026-01-02T00:00:00.000Z", vault.GetProperty("LastInventoryDate").GetString());
    }

    [Fact]
    public async Task C059_A_vault_that_was_never_written_to_can_be_deleted()
    {
        await Client.CreateVaultAsync();
        Assert.Equal(204, (await Client.DeleteAsync("/-/vaults/v")).Code);
        (await Client.GetAsync("/-/vaults/v")).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task C060_A_vault_with_archives_cannot_be_deleted()
    {
        await Client.CreateVaultAsync();
        await Client.UploadAsync([1]);
        Clock.Advance(TimeSpan.FromHours(24));
        (await Client.DeleteAsync("/-/vaults/v")).ShouldFail(
            400,
            "InvalidParameterValueException",
            $"Vault not empty or recently written to: {Arn}v"
        );
    }

    [Fact]
    public async Task C061_A_vault_that_was_emptied_since_the_last_inventory_cannot_be_deleted()
    {
        await Client.CreateVaultAsync();
        string archive = await Client.UploadAsync([1]);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(204, (await Client.DeleteAsync($"/-/vaults/v/archives/{archive}")).Code);
        (await Client.DeleteAsync("/-/vaults/v")).ShouldFail(
            400,
            "InvalidParameterValueException",
            $"Vault not empty or recently written to: {Arn}v"
        );
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(204, (await Client.DeleteAsync("/-/vaults/v")).Code);
    }

    [Fact]
    public async Task C063_Deleting_a_vault_that_is_not_there_succeeds() =>
        Assert.Equal(204, (await Client.DeleteAsync("/-/vaults/none")).Code);

    [Fact]
    public async Task C065_Vaults_are_listed_in_ASCII_order()
    {
        foreach (string name in new[] { "b", "B", "a" })
        {
            await Client.CreateVaultAsync(name);
        }

        Assert.Equal(["B", "a", "b"], await Names("/-/vaults"));
    }

    [Fact]
    public async Task C066_A_page_has_ten_vaults()
    {
        for (int i = 0; i < 11; i++)
        {
            await Client.CreateVaultAsync($"v{i:00}");
        }

        JsonElement page = (await Client.GetAsync("/-/vaults")).Json;
        Assert.Equal(10, page.GetProperty("VaultList").GetArrayLength());
        Assert.Equal($"{Arn}v10", page.GetProperty("Marker").GetString());
    }

    [Fact]
    public async Task C067_Following_markers_brings_every_vault_once()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        foreach (string name in names)
        {
            await Client.CreateVaultAsync(name);
        }

        var seen = new List<string>();
        string? marker = "";
        while (marker is not null)
        {
            JsonElement page = (await Client.GetAsync($"/-/vaults?limit=2&marker={Uri.EscapeDataString(marker)}")).Json;
            seen.AddRange(
                page.GetProperty("VaultList")
                    .EnumerateArray()
                    .Select(vault => vault.GetProperty("VaultName").GetString()!)
            );
            marker = page.GetProperty("Marker").GetString();
        }

        Assert.Equal(names, seen);
    }

    [Fact]
    public async Task C068_The_last_page_has_no_marker()
    {
        await Client.CreateVaultAsync();
        Assert.Equal(
            JsonValueKind.Null,
            (await Client.GetAsync("/-/vaults?limit=1")).Json.GetProperty("Marker").ValueKind
        );
    }

    [Fact]
    public async Task Listing_goes_on_past_vaults_that_are_deleted_meanwhile()
    {
        string[] passing = ["a", "b", "c", "d", "e", "f"];
        await Client.CreateVaultAsync("stays");
        for (int round = 0; round < 5; round++)
        {
            await Task.WhenAll(passing.Select(name => Client.CreateVaultAsync(name)));
            Task<Answer[]> deleting = Task.WhenAll(passing.Select(name => Client.DeleteAsync($"/-/vaults/{name}")));
            do
            {
                Answer answer = await Client.GetAsync("/-/vaults");
                answer.ShouldBe(200);
                Assert.Contains("\"VaultName\":\"stays\"", answer.Text, StringComparison.Ordinal);
            } while (!deleting.IsCompleted);
            await deleting;
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("1.5")]
    public async Task C069_A_limit_that_is_no_number_above_zero_is_refused(string limit) =>
        (await Client.GetAsync($"/-/vaults?limit={limit}")).ShouldFail(400, "InvalidParameterValueException");

    [Theory]
    [InlineData("11")]
    [InlineData("1000")]
    [InlineData("99999999999999999999")]
    public async Task C069_A_limit_above_10_means_10(string limit)
    {
        for (int i = 0; i < 11; i++)
        {
            await Client.CreateVaultAsync($"v{i}");
        }

        JsonElement page = (await Client.GetAsync($"/-/vaults?limit={limit}")).Json;
        Assert.Equal(10, page.GetProperty("VaultList").GetArrayLength());
        Assert.Equal(JsonValueKind.String, page.GetProperty("Marker").ValueKind);
    }

    [Fact]
    public async Task A_marker_that_is_no_vaults_ARN_is_refused() =>
        (await Client.GetAsync("/-/vaults?marker=..%2F..%2Fetc")).ShouldFail(400, "InvalidParameterValueException");

    [Fact]
    public async Task A_deleted_vault_can_be_created_anew_and_has_nothing_of_the_old()
    {
        await Client.CreateVaultAsync();
        string upload = await Client.BeginUploadAsync(TestData.MiB);
        Assert.Equal(204, (await Client.DeleteAsync("/-/vaults/v")).Code);
        Clock.Advance(TimeSpan.FromHours(1));
        await Client.CreateVaultAsync();
        Assert.Equal("2026-01-01T01:00:00.000Z", (await Describe("v")).GetProperty("CreationDate").GetString());
        (await Client.GetAsync($"/-/vaults/v/multipart-uploads/{upload}")).ShouldFail(404, "ResourceNotFoundException");
    }

    [Fact]
    public async Task Every_region_has_its_own_vaults()
    {
        await Client.PutAsync("/-/vaults/here");
        const string there =
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/glacier/aws4_request, SignedHeaders=host, Signature=0";
        Answer created = await Client.SendAsync(HttpMethod.Put, "/-/vaults/there", null, ("Authorization", there));
        Assert.Equal(201, created.Code);
        Assert.Equal(["here"], await Names("/-/vaults"));
        Answer described = await Client.GetAsync("/-/vaults/there", ("Authorization", there));
        Assert.Equal(
            "arn:aws:glacier:eu-west-1:111122223333:vaults/there",
            described.Json.GetProperty("VaultARN").GetString()
        );
    }

    [Fact]
    public async Task A_region_that_is_a_path_trick_is_refused() =>
        (
            await Client.SendAsync(
                HttpMethod.Put,
                "/-/vaults/v",
                null,
                (
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKID/20260101/../glacier/aws4_request, SignedHeaders=host, Signature=0"
                )
            )
        ).ShouldFail(403, "InvalidSignatureException");

    private async Task<JsonElement> Describe(string name) => (await Client.GetAsync($"/-/vaults/{name}")).Json;

    private async Task<IEnumerable<string?>> Names(string path) =>
        (await Client.GetAsync(path))
            .Json.GetProperty("VaultList")
            .EnumerateArray()
            .Select(vault => vault.GetProperty("VaultName").GetString());
}

public sealed class VaultsOnDisk() : VaultContract(Transport.Disk);

public sealed class VaultsInMemory() : VaultContract(Transport.Memory);

public sealed class VaultsOverHttp() : VaultContract(Transport.Http);
