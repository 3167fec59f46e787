using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using static GlacierPS.Core.Tests.Inventory.InventorySamples;

namespace GlacierPS.Core.Tests.Inventory;

public sealed class JsonInventoryTests
{
    [Fact]
    public async Task The_sample_of_the_guide_is_read_in_full()
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(Guide);

        Assert.Null(error);
        InventoryArchive archive = archives[0];
        Assert.Equal("examplevault", archive.VaultName);
        Assert.Equal("arn:aws:glacier:us-west-2:012345678901:vaults/examplevault", archive.VaultARN);
        Assert.Equal(
            "DMTmICA2n5Tdqq5BV2z7og-A20xnpAPKt3UXwWxdWsn_D6auTUrW6kwy5Qyj9xd1MCE1mBYvMQ63LWaT8yTMzMaCxB_9VBWrW4Jw4zsvg5kehAPDVKcppUD1X7b24JukOr4mMAq-oA",
            archive.ArchiveId
        );
        Assert.Equal("my archive1", archive.Description);
        Assert.Equal(new DateTime(2012, 5, 15, 17, 19, 46, 700, DateTimeKind.Utc), archive.CreationDate);
        Assert.Equal(2140123, archive.SizeInBytes);
        Assert.Equal(Hash, archive.SHA256TreeHash);
        Assert.Equal("my archive1", archive.Name);
        Assert.Equal(new DateTime(2011, 12, 12, 14, 19, 1, DateTimeKind.Utc), archive.InventoryDate);
        Assert.Equal(DateTimeKind.Utc, archives[0].CreationDate.Kind);
        Assert.Equal(["my archive1", ""], archives.Select(a => a.Description));
    }

    [Fact]
    public async Task Names_and_times_come_out_of_descriptions()
    {
        string text = Guide.Replace(
            "my archive1",
            "mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9",
            StringComparison.Ordinal
        );

        InventoryArchive archive = (await ReadAllAsync(text)).Archives[0];

        Assert.Equal("file/a", archive.Name);
        Assert.Equal(new DateTime(2012, 11, 3, 6, 29, 38, DateTimeKind.Utc), archive.ModifiedTime);
        Assert.Equal(ArchiveTool.MtAwsGlacier, archive.WrittenBy);
    }

    [Fact]
    public async Task Unknown_members_white_space_other_orders_and_escapes_do_not_matter()
    {
        string text = $$"""
             { "NextInventoryRetrievalMarker" : null, "Extra": {"ArchiveList": [1, {"a": []}]},
              "ArchiveList" : [ { "Size" : 7, "More": [ {"Size": 9} ], "SHA256TreeHash" : "{{Hash.ToUpperInvariant()}}",
                 "CreationDate":"2017-08-22T17:24:07Z", "ArchiveDescription": null, "\u0041rchiveId" : "a\/\u0062" } ],
              "VaultARN": null } 
            """;

        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            text,
            source: new InventorySource("fallback")
        );

        Assert.Null(error);
        InventoryArchive archive = Assert.Single(archives);
        Assert.Equal(
            ("a/b", 7, "", "fallback"),
            (archive.ArchiveId, archive.SizeInBytes, archive.Description, archive.VaultName)
        );
        Assert.Equal(Hash, archive.SHA256TreeHash);
    }

    [Fact]
    public async Task An_empty_inventory_has_no_archives()
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            """{"VaultARN":"arn:aws:glacier:us-west-2:012345678901:vaults/v","InventoryDate":"2011-12-12T14:19:01Z","ArchiveList":[]}"""
        );

        Assert.Empty(archives);
        Assert.Null(error);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over() =>
        Assert.Equal(2, (await ReadAllAsync("\uFEFF" + Guide)).Archives.Count);

    [Fact]
    public async Task Cut_off_anywhere_it_gives_the_whole_archives_and_then_says_where_it_ends()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Guide);
        int firstEnds = Guide.IndexOf("},{", StringComparison.Ordinal) + 1;
        int secondEnds = Guide.Length - 2;
        for (int length = 0; length < bytes.Length; length++)
        {
            (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
                new MemoryStream(bytes, 0, length)
            );

            Assert.Equal(
                length >= secondEnds ? 2
                    : length >= firstEnds ? 1
                    : 0,
                archives.Count
            );
            Assert.Equal("InventoryTruncated", error!.ErrorId);
            Assert.Equal(length, error.Position);
        }
    }

    [Theory]
    [InlineData("\"Size\":1", "\"Size\":-1", "Size")]
    [InlineData("\"Size\":1", "\"Size\":\"x\"", "Size")]
    [InlineData("\"Size\":1", "\"Size\":1e99", "Size")]
    [InlineData("\"-second\"", "null", "ArchiveId")]
    [InlineData("\"-second\"", "{\"a\":[1]}", "ArchiveId")]
    [InlineData("\"Size\":1", "\"Size\":[{}]", "Size")]
    [InlineData("2017-08-22T17:24:07Z", "yesterday", "CreationDate 'yesterday'")]
    [InlineData("01ba4719", "01ba471", "SHA256TreeHash")]
    [InlineData("},{", "},7,{", "something else than archives")]
    [InlineData("},{", "},,{", "not JSON")]
    [InlineData("]}", "]]", "not JSON")]
    [InlineData("]}", "]} x", "behind its end")]
    public async Task Damage_is_told_with_its_place_after_the_good_archives(string good, string bad, string says)
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(
            Guide.Replace(good, bad, StringComparison.Ordinal)
        );

        Assert.Equal("my archive1", archives[0].Description);
        Assert.Equal("InventoryDamaged", error!.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Position, Guide.IndexOf("},{", StringComparison.Ordinal), Guide.Length + 1);
    }

    [Theory]
    [InlineData("{}", "no ArchiveList")]
    [InlineData("{\"ArchiveList\":{}}", "not a list")]
    [InlineData("{\"JobList\":[],\"Marker\":null}", "no ArchiveList")]
    public async Task Other_JSON_is_no_inventory(string text, string says)
    {
        (List<InventoryArchive> archives, InventoryFormatException? error) = await ReadAllAsync(text);

        Assert.Empty(archives);
        Assert.Contains(says, error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_without_an_end_does_not_fill_the_memory()
    {
        IEnumerable<byte[]> Endless()
        {
            yield return "{\"ArchiveList\":[{\"ArchiveId\":\""u8.ToArray();
            while (true)
            {
                yield return new byte[8192]
                    .Select(_ => (byte)'x')
                    .ToArray();
            }
        }

        (_, InventoryFormatException? error) = await ReadAllAsync(new PieceStream(Endless(), int.MaxValue));

        Assert.Equal("InventoryDamaged", error!.ErrorId);
    }
}
