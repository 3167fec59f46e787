using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GlacierPS.Aws;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.TransferClient;

/// <summary>What goes over a whole vault, for the suite that kills it.</summary>
internal static class WholeVault
{
    private const string VaultName = "v";

    public static async Task<JsonObject> RestoreAsync(
        ClientSettings settings,
        string catalog,
        string folder,
        CancellationToken cancellationToken
    )
    {
        using GlacierClient client = settings.NewClient();
        var options = new RestoreOptions
        {
            Folder = folder,
            ThrottleLimit = settings.ThrottleLimit,
            Download = new DownloadOptions
            {
                JournalFolder = settings.JournalFolder,
                Rate = settings.MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null,
            },
        };
        var restore = new ArchiveRestore(client, options);
        RestorePlan plan = await restore.PlanAsync(
            [.. new VaultCatalog(catalog, settings.VaultName).Read(null, cancellationToken).Select(RestoreItem.Of)],
            cancellationToken
        );
        int restored = 0;
        var failed = new ConcurrentQueue<string>();
        await restore.RunAsync(
            plan,
            _ => Interlocked.Increment(ref restored),
            (_, error) => failed.Enqueue(error.Message),
            cancellationToken
        );
        return new JsonObject
        {
            ["restored"] = restored,
            ["wasThere"] = plan.AlreadyThere,
            ["failed"] = string.Join("; ", failed),
        };
    }

    /// <summary>Each line is one that the catalogue has: <c>+id</c> an upload, <c>-id</c> a deletion.</summary>
    public static void Append(string folder, string prefix)
    {
        var catalog = new VaultCatalog(folder, VaultName);
        for (int number = 0; ; number++)
        {
            string id = $"{prefix}-{number}";
            catalog.Add(
                new SentArchive
                {
                    VaultName = VaultName,
                    ArchiveId = id,
                    SizeInBytes = 1,
                    Location = "/",
                    SHA256TreeHash = TreeHash.Of([1]),
                },
                DateTime.UtcNow
            );
            Console.Out.WriteLine("+" + id);
            if (number % 3 == 2)
            {
                string gone = $"{prefix}-{number - 1}";
                catalog.Remove([gone], DateTime.UtcNow);
                Console.Out.WriteLine("-" + gone);
            }

            Console.Out.Flush();

            // Kills should hit small catalogues often rather than large ones seldom.
            Thread.Sleep(1);
        }
    }

    /// <summary>
    /// Takes in inventories that list one archive: what others note meanwhile happened within a day of them, and stays.
    /// </summary>
    public static async Task TakeInventoriesAsync(string folder)
    {
        var catalog = new VaultCatalog(folder, VaultName);
        while (true)
        {
            await catalog.UpdateAsync(
                Inventory(),
                new InventoryOrigin { InventoryDate = DateTime.UtcNow },
                CancellationToken.None
            );
            Console.Out.WriteLine("taken in");
            Console.Out.Flush();
        }
    }

    private static async IAsyncEnumerable<InventoryArchive> Inventory()
    {
        await Task.CompletedTask;
        yield return new InventoryArchive(
            VaultName,
            "listed",
            1,
            "listed",
            DateTime.UtcNow.AddDays(-9),
            TreeHash.Of([1]).ToString()
        );
    }
}
