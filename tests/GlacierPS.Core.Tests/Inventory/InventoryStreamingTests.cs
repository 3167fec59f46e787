using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using static GlacierPS.Core.Tests.Inventory.InventorySamples;

namespace GlacierPS.Core.Tests.Inventory;

public sealed class InventoryStreamingTests
{
    [Theory]
    [InlineData(InventoryFormat.Json)]
    [InlineData(InventoryFormat.Csv)]
    public async Task However_the_input_is_chunked_the_same_archives_come_out(InventoryFormat format)
    {
        using Stream generated = Generate(40, format);
        using var whole = new MemoryStream();
        generated.CopyTo(whole);
        byte[] bytes = whole.ToArray();
        List<InventoryArchive> expected = (await ReadAllAsync(new MemoryStream(bytes))).Archives;
        Assert.Equal(40, expected.Count);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                (
                    from sizes in Gen.NonEmptyListOf(Gen.OneOf(Gen.Choose(1, 40), Gen.Choose(1, 3000)))
                    from most in Gen.Choose(1, 9000)
                    select (sizes, most)
                ).ToArbitrary(),
                input =>
                {
                    var stream = new PieceStream(Split(bytes, [.. input.sizes]), input.most);
                    (List<InventoryArchive> archives, InventoryFormatException? error) = ReadAllAsync(stream)
                        .GetAwaiter()
                        .GetResult();
                    return error is null && archives.Select(Told).SequenceEqual(expected.Select(Told));
                }
            )
        );
    }

    [Theory]
    [InlineData(InventoryFormat.Json)]
    [InlineData(InventoryFormat.Csv)]
    public void Any_description_that_the_service_writes_comes_back(InventoryFormat format) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(
                Gen.ListOf(Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Elements('"', '\\', ',').Select(c => (int)c)))
                    .ToArbitrary(),
                codes =>
                {
                    string description = string.Concat(codes.Select(c => (char)c));
                    string text =
                        format == InventoryFormat.Csv
                            ? Csv(CsvLine("1", Quote(description)))
                            : Guide.Replace(
                                "\"my archive1\"",
                                System.Text.Json.JsonSerializer.Serialize(description),
                                StringComparison.Ordinal
                            );
                    (List<InventoryArchive> archives, InventoryFormatException? error) = ReadAllAsync(text)
                        .GetAwaiter()
                        .GetResult();
                    return error is null && archives[0].Description == description;
                }
            )
        );

    [Fact]
    public async Task Archives_come_out_before_the_rest_is_read()
    {
        int pieces = 0;
        IEnumerable<byte[]> Counted()
        {
            yield return Encoding.ASCII.GetBytes(Csv(CsvLine("1", "a")));
            for (; pieces < 1000; pieces++)
            {
                yield return Encoding.ASCII.GetBytes(CsvLine("2", "b") + "\n");
            }
        }

        await foreach (InventoryArchive archive in InventoryReader.ReadAsync(new PieceStream(Counted(), int.MaxValue)))
        {
            Assert.Equal("1", archive.ArchiveId);
            break;
        }

        Assert.Equal(0, pieces);
    }

    [Fact]
    public async Task Reading_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        int count = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                InventoryArchive _ in InventoryReader.ReadAsync(
                    Generate(10_000, InventoryFormat.Json),
                    cancellationToken: cancel.Token
                )
            )
            {
                count++;
                cancel.Cancel();
            }
        });

        Assert.InRange(count, 1, 1000);
    }

    private static IEnumerable<byte[]> Split(byte[] bytes, List<int> sizes)
    {
        int at = 0;
        for (int i = 0; at < bytes.Length; i++)
        {
            int take = Math.Min(sizes[i % sizes.Count], bytes.Length - at);
            yield return bytes[at..(at + take)];
            at += take;
        }
    }

    private static string Quote(string description) =>
        description.AsSpan().ContainsAny('"', ',')
            ? '"' + description.Replace("\"", "\\\"", StringComparison.Ordinal) + '"'
            : description;

    private static (string, string?, string, string, DateTime, long, string?, DateTime?) Told(
        InventoryArchive archive
    ) =>
        (
            archive.VaultName,
            archive.VaultARN,
            archive.ArchiveId,
            archive.Description,
            archive.CreationDate,
            archive.SizeInBytes,
            archive.SHA256TreeHash,
            archive.InventoryDate
        );
}
