using System.Globalization;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>
/// Inventories as the service writes them (glacier-api.md §6.8), of archives whose descriptions hold mt2 names.
/// </summary>
internal static class InventoryMaker
{
    private static readonly DateTime s_first = new(2013, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Write(string path, int archives, InventoryFormat format)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.Write(
            format == InventoryFormat.Csv
                ? "ArchiveId,ArchiveDescription,CreationDate,Size,SHA256TreeHash\n"
                : """{"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/measured","InventoryDate":"2026-11-20T03:14:15Z","ArchiveList":["""
        );
        for (int i = 0; i < archives; i++)
        {
            string created = s_first.AddMinutes(i).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            string description = ArchiveDescription.Write(NameOf(i), s_first.AddMinutes(i));
            Sha256Digest hash = Sha256Digest.Of(BitConverter.GetBytes(i));
            file.Write(
                format == InventoryFormat.Csv
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{IdOf(i)},{description},{created},{1000 + i},{hash}\n"
                    )
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{{(i == 0 ? "" : ",")}}{"ArchiveId":"{{IdOf(i)}}","ArchiveDescription":"{{description}}","CreationDate":"{{created}}","Size":{{1000 + i}},"SHA256TreeHash":"{{hash}}"}"""
                    )
            );
        }

        file.Write(format == InventoryFormat.Csv ? "" : "]}");
    }

    /// <summary>The file's name; 500 archives are in a folder.</summary>
    public static string NameOf(int archive) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"photographs/{2000 + archive % 27}/{archive / 27 / 500:d4}/picture-{archive:d7}.jpg"
        );

    /// <summary>Archives like those of the files, made up as they are asked for.</summary>
    public static async IAsyncEnumerable<InventoryArchive> Archives(int archives, string vault = "measured")
    {
        await Task.CompletedTask;
        for (int i = 0; i < archives; i++)
        {
            DateTime created = s_first.AddSeconds(i);
            yield return new InventoryArchive(
                vault,
                IdOf(i),
                1000 + i,
                ArchiveDescription.Write(NameOf(i), created),
                created,
                Sha256Digest.Of(BitConverter.GetBytes(i)).ToString()
            );
        }
    }

    /// <summary>138 characters, as the service's IDs have.</summary>
    private static string IdOf(int archive)
    {
        Span<byte> bytes = stackalloc byte[102];
        new Random(archive).NextBytes(bytes);
        return "m-" + Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
    }
}
