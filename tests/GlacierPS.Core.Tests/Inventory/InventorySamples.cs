using System.Globalization;
using System.Text;
using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Inventory;

/// <summary>
/// Inventories in the service's own hand (glacier-api.md §6.8, §10), and a reader of all that one gives.
/// </summary>
internal static class InventorySamples
{
    public const string Hash = "6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62";

    public const string Guide =
        """{"VaultARN":"arn:aws:glacier:us-west-2:012345678901:vaults/examplevault","InventoryDate":"2011-12-12T14:19:01Z","ArchiveList":[{"ArchiveId":"DMTmICA2n5Tdqq5BV2z7og-A20xnpAPKt3UXwWxdWsn_D6auTUrW6kwy5Qyj9xd1MCE1mBYvMQ63LWaT8yTMzMaCxB_9VBWrW4Jw4zsvg5kehAPDVKcppUD1X7b24JukOr4mMAq-oA","ArchiveDescription":"my archive1","CreationDate":"2012-05-15T17:19:46.700Z","Size":2140123,"SHA256TreeHash":"6b9d4cf8697bd3af6aa1b590a0b27b337da5b18988dbcc619a3e608a554a1e62"},{"ArchiveId":"-second","ArchiveDescription":"","CreationDate":"2017-08-22T17:24:07Z","Size":1,"SHA256TreeHash":"01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b"}]}""";

    public static string Csv(params string[] lines) =>
        "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\n" + string.Concat(lines.Select(l => l + "\n"));

    public static string CsvLine(string id, string writtenDescription) =>
        $"{id},{writtenDescription},2012-05-15T17:19:46Z,2140123,{Hash}";

    /// <summary>All archives that were given out, and the error that came after them.</summary>
    public static async Task<(List<InventoryArchive> Archives, InventoryFormatException? Error)> ReadAllAsync(
        Stream stream,
        InventoryFormat? format = null,
        InventorySource? source = null
    )
    {
        var archives = new List<InventoryArchive>();
        try
        {
            IAsyncEnumerable<InventoryArchive> all = format is { } known
                ? InventoryReader.ReadAsync(stream, known, source)
                : InventoryReader.ReadAsync(stream, source);
            await foreach (InventoryArchive archive in all)
            {
                archives.Add(archive);
            }
        }
        catch (InventoryFormatException error)
        {
            return (archives, error);
        }

        return (archives, null);
    }

    public static Task<(List<InventoryArchive> Archives, InventoryFormatException? Error)> ReadAllAsync(
        string text,
        InventoryFormat? format = null,
        InventorySource? source = null
    ) => ReadAllAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), format, source);

    /// <summary>
    /// An inventory of so many archives that is written while it is read, and never there as a whole.
    /// </summary>
    public static Stream Generate(int archives, InventoryFormat format) =>
        new PieceStream(Pieces(archives, format), int.MaxValue);

    private static IEnumerable<byte[]> Pieces(int archives, InventoryFormat format)
    {
        yield return format == InventoryFormat.Csv
            ? Encoding.ASCII.GetBytes(Csv())
            : """{"VaultARN":"arn:aws:glacier:us-west-2:012345678901:vaults/big","InventoryDate":"2017-08-22T17:24:07Z","ArchiveList":["""u8.ToArray();
        for (int i = 0; i < archives; i++)
        {
            string id = i.ToString("D138", CultureInfo.InvariantCulture);
            yield return Encoding.ASCII.GetBytes(
                format == InventoryFormat.Csv
                    ? CsvLine(id, $"\"file,{i}\"") + "\n"
                    : (i > 0 ? "," : "")
                        + JsonSerializer.Serialize(
                            new
                            {
                                ArchiveId = id,
                                ArchiveDescription = $"file,{i}",
                                CreationDate = "2012-05-15T17:19:46Z",
                                Size = 2140123,
                                SHA256TreeHash = Hash,
                            }
                        )
            );
        }

        yield return format == InventoryFormat.Csv ? [] : "]}"u8.ToArray();
    }
}
