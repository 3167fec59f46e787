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
/// A catalogue of a million archives, or of ten: an inventory taken in by a process of its own, names searched by the
/// cmdlet in PowerShells that were just started, and uploads noted one by one.
/// </summary>
internal static class CatalogRate
{
    private const double TakingInTarget = 5;
    private const double MemoryTarget = 300e6;
    private const double NotingTarget = 0.005;
    private const int Rounds = 3;
    private const int Uploads = 1000;
    private const string Region = "us-east-1";
    private const string Account = "111122223333";

    public static IAsyncEnumerable<Figure> MillionAsync(bool quick, CancellationToken cancellationToken) =>
        MeasureAsync(quick ? 100_000 : 1_000_000, search: 0.5, children: 0.1, hasFile: true, cancellationToken);

    /// <summary>Without the inventory as a file, which would have gigabytes: it is made up as it is taken in.</summary>
    public static IAsyncEnumerable<Figure> TenMillionAsync(bool quick, CancellationToken cancellationToken) =>
        MeasureAsync(quick ? 1_000_000 : 10_000_000, search: 2, children: 0.2, hasFile: false, cancellationToken);

    private static async IAsyncEnumerable<Figure> MeasureAsync(
        int archives,
        double search,
        double children,
        bool hasFile,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string what = "catalogue of " + archives.ToString("N0", CultureInfo.InvariantCulture) + " archives:";
        using var folder = new ScratchFolder();
        string inventory = Path.Combine(folder.Path, "inventory.json");
        string state = Path.Combine(folder.Path, "state");
        string store = Path.Combine(folder.Path, "store");
        StoreMaker.MakeVault(store, "measured", 1);
        StoreMaker.MakeVault(store, "small", 1);
        string catalog = new CatalogLocation(
            Path.Combine(state, "GlacierPS", "catalog"),
            "local " + store,
            Region
        ).FolderOf(Account);
        if (hasFile)
        {
            InventoryMaker.Write(inventory, archives, InventoryFormat.Json);
        }

        double[] taken = await RunTakeInAsync(catalog, hasFile ? inventory : "", archives, cancellationToken);
        await TakeInAsync(new VaultCatalog(catalog, "small"), InventoryMaker.Archives(1, "small"), cancellationToken);
        yield return hasFile
            ? Figure.Limited($"{what} inventory taken in, fresh process", taken[0], TakingInTarget, Figure.Seconds)
            : new Figure($"{what} inventory taken in, fresh process", Figure.Seconds(taken[0]));
        yield return new Figure("of that, processor time", Figure.Seconds(taken[1]));
        yield return hasFile
            ? Figure.Limited("of that, peak memory of the process", taken[2], MemoryTarget, Figure.Megabytes)
            : new Figure("of that, peak memory of the process", Figure.Megabytes(taken[2]));
        string end = InventoryMaker.NameOf(archives / 2)[^12..];
        yield return await OverAsync($"{what} searched by *suffix", $"*{end}", search, store, state, cancellationToken);
        string children1 = Path.GetDirectoryName(InventoryMaker.NameOf(archives / 2))! + "/*";
        yield return await OverAsync(
            $"{what} a folder's children",
            children1,
            children,
            store,
            state,
            cancellationToken
        );
        foreach (
            Figure figure in await ReportRate.MeasureAsync(what, hasFile ? 6 : 60, store, state, cancellationToken)
        )
        {
            yield return figure;
        }

        yield return Figure.Limited(
            $"{what} one upload noted, connection kept",
            Note(new VaultCatalog(catalog, "measured"), cancellationToken),
            NotingTarget,
            Figure.Milliseconds
        );
    }

    /// <summary>What the process does that takes in an inventory, and what it says of itself.</summary>
    public static async Task TakeInAsync(
        string catalog,
        string inventory,
        int archives,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        var measured = new VaultCatalog(catalog, "measured");
        if (inventory.Length == 0)
        {
            await TakeInAsync(measured, InventoryMaker.Archives(archives), cancellationToken);
        }
        else
        {
            await using FileStream file = InventoryReader.OpenFile(inventory);
            await TakeInAsync(
                measured,
                InventoryReader.ReadAsync(file, cancellationToken: cancellationToken),
                cancellationToken
            );
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            FormattableString.Invariant($"{seconds} {self.TotalProcessorTime.TotalSeconds} {self.PeakWorkingSet64}")
        );
    }

    private static Task<CatalogState> TakeInAsync(
        VaultCatalog catalog,
        IAsyncEnumerable<InventoryArchive> archives,
        CancellationToken cancellationToken
    ) => catalog.UpdateAsync(archives, new InventoryOrigin(), cancellationToken);

    public static async Task<double[]> RunTakeInAsync(
        string catalog,
        string inventory,
        int archives,
        CancellationToken cancellationToken
    )
    {
        using Process process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    typeof(CatalogRate).Assembly.Location,
                    "take-in",
                    catalog,
                    inventory,
                    archives.ToString(CultureInfo.InvariantCulture),
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        string answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return
        [
            .. answer
                .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>
    /// The cmdlet in a fresh PowerShell, less the same cmdlet on a vault of one archive, each first in its process; in
    /// turns, the best of each.
    /// </summary>
    private static async Task<Figure> OverAsync(
        string what,
        string pattern,
        double target,
        string store,
        string state,
        CancellationToken cancellationToken
    )
    {
        string told = what + ", fresh PowerShell, over a vault of one archive";
        if (PowerShellRun.FindModule() is not { } module)
        {
            return new Figure(told, PowerShellRun.NotStaged, "", "", "< " + Figure.Seconds(target));
        }

        (double Time, double Processor)[] best =
        [
            (double.MaxValue, double.MaxValue),
            (double.MaxValue, double.MaxValue),
        ];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (
                (int one, string vault, string name) in ((int, string, string)[])
                    [(0, "measured", pattern), (1, "small", "*")]
            )
            {
                (double Time, double ProcessorTime)? measured = await PowerShellRun.MeasureAsync(
                    $"Import-Module '{module}'; Connect-Glacier -LocalPath '{store}' -Region {Region} | Out-Null",
                    $"Get-GlacierArchive {vault} '{name}' -WarningAction Ignore | ForEach-Object {{ $n++ }}; "
                        + "if ($n -lt 1) { throw 'Nothing was found.' }",
                    state,
                    cancellationToken
                );
                if (measured is not { } took)
                {
                    return new Figure(
                        told,
                        "PowerShell is not installed, or gave up",
                        "",
                        "",
                        "< " + Figure.Seconds(target)
                    );
                }

                best[one] = (Math.Min(best[one].Time, took.Time), Math.Min(best[one].Processor, took.ProcessorTime));
            }
        }

        double over = best[0].Time - best[1].Time;
        return new Figure(
            told,
            Figure.Seconds(over),
            $"{Figure.Seconds(best[0].Processor - best[1].Processor)} of processor time",
            "",
            "< " + Figure.Seconds(target),
            over < target
        );
    }

    /// <summary>Seconds for each of many uploads, after one that opens the catalogue.</summary>
    private static double Note(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        catalog.Add(Sent(0), DateTime.UtcNow, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        for (int i = 1; i <= Uploads; i++)
        {
            catalog.Add(Sent(i), DateTime.UtcNow, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / Uploads;
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
