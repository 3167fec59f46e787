using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>
/// A catalogue of a million archives: how long it takes to open it and find a name, and to note an upload.
/// </summary>
internal static class CatalogRate
{
    private const double QueryTarget = 3;
    private const double MemoryTarget = 600e6;
    private const double AppendTarget = 0.005;
    private const int Rounds = 3;
    private const int Uploads = 1000;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int archives = quick ? 100_000 : 1_000_000;
        string count = archives.ToString("N0", CultureInfo.InvariantCulture);
        using var folder = new ScratchFolder();
        string inventory = Path.Combine(folder.Path, "inventory.json");
        InventoryMaker.Write(inventory, archives, InventoryFormat.Json);
        string catalog = Path.Combine(folder.Path, "catalog");
        long start = Stopwatch.GetTimestamp();
        await using (FileStream file = InventoryReader.OpenFile(inventory))
        {
            await new VaultCatalog(catalog, "measured").UpdateAsync(
                InventoryReader.ReadAsync(file, cancellationToken: cancellationToken),
                new InventoryOrigin(),
                cancellationToken
            );
        }

        yield return new Figure(
            $"catalogue of {count} archives: taking in the inventory",
            Figure.Seconds(Stopwatch.GetElapsedTime(start).TotalSeconds)
        );

        double query = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            query = Math.Min(query, Query(catalog, archives / 2));
        }

        yield return Figure.Limited(
            $"catalogue of {count} archives: opened, and one found by its name",
            query,
            QueryTarget,
            Figure.Seconds
        );
        yield return Figure.Limited(
            "of that, memory",
            Process.GetCurrentProcess().PeakWorkingSet64,
            MemoryTarget,
            Figure.Megabytes
        );

        start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Uploads; i++)
        {
            new VaultCatalog(catalog, "measured").Add(Sent(i), DateTime.UtcNow, cancellationToken);
        }

        double append = Stopwatch.GetElapsedTime(start).TotalSeconds / Uploads;
        yield return Figure.Limited(
            $"catalogue of {count} archives: one upload noted",
            append,
            AppendTarget,
            Figure.Milliseconds
        );
    }

    private static double Query(string folder, int archive)
    {
        string wanted = InventoryMaker.NameOf(archive);
        string end = wanted[^16..];
        long start = Stopwatch.GetTimestamp();
        var filter = new CatalogFilter
        {
            Name = name => name.EndsWith(end, StringComparison.OrdinalIgnoreCase),
            NamePatterns = ["*" + end],
        };
        CatalogArchive found = new VaultCatalog(folder, "measured").Read(filter).Single();
        return found.Name == wanted
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"'{found.Name}' was found in place of '{wanted}'.");
    }

    private static SentArchive Sent(int number) =>
        new()
        {
            VaultName = "measured",
            ArchiveId = new string('x', 128) + number.ToString("d10", CultureInfo.InvariantCulture),
            SHA256TreeHash = Sha256Digest.Of(BitConverter.GetBytes(number)),
            SizeInBytes = 1234,
            Description = "mt2 eyJmaWxlbmFtZSI6ImZpbGUvYSIsIm10aW1lIjoiMjAxMjExMDNUMDYyOTM4WiJ9",
            Location = "/",
        };
}
