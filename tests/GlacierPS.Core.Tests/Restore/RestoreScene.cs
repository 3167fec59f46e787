using System.Collections.Concurrent;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Transfer.Download;

namespace GlacierPS.Core.Tests.Restore;

/// <summary>A vault at the local service, and a folder to restore it into.</summary>
internal sealed class RestoreScene : IDisposable
{
    private readonly TempFolder _folder = new();

    public RestoreScene(LocalService service) => Service = service;

    public LocalService Service { get; }

    public string Target => _folder.File("target");

    public ConcurrentQueue<RestoredArchive> Restored { get; } = new();

    public ConcurrentQueue<(RestoreItem Item, Exception Error)> Failed { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    /// <summary>What the vault's inventory lists.</summary>
    public async Task<List<RestoreItem>> ListAsync()
    {
        string id = await Service.Glacier.InitiateJobAsync(
            new InventoryRetrievalRequest { VaultName = "photos" },
            default
        );
        JobDescription job = await Service.Glacier.DescribeJobAsync("photos", id, default);
        await using JobOutputStream output = await JobOutputStream.OpenAsync(Service.Glacier, job, null, default);
        var items = new List<RestoreItem>();
        await foreach (InventoryArchive archive in InventoryReader.ReadAsync(output))
        {
            items.Add(RestoreItem.Of(archive));
        }

        Service.ClearRequests();
        return items;
    }

    public ArchiveRestore Begin(Func<RestoreOptions, RestoreOptions>? change = null)
    {
        var options = new RestoreOptions
        {
            Folder = Target,
            Time = Service.Time,
            ThrottleLimit = 3,
        };
        return new ArchiveRestore(Service.Glacier, change?.Invoke(options) ?? options, Notes.Enqueue);
    }

    public async Task<RestorePlan> RunAsync(
        IReadOnlyCollection<RestoreItem> items,
        Func<RestoreOptions, RestoreOptions>? change = null,
        CancellationToken cancellationToken = default
    )
    {
        Restored.Clear();
        Failed.Clear();
        ArchiveRestore restore = Begin(change);
        RestorePlan plan = await restore.PlanAsync(items, cancellationToken);
        await restore.RunAsync(
            plan,
            Restored.Enqueue,
            (item, error) => Failed.Enqueue((item, error)),
            cancellationToken
        );
        return plan;
    }

    /// <summary>The files below the target, with slashes, and what is in them.</summary>
    public SortedDictionary<string, string> Files() =>
        new(
            Directory
                .EnumerateFiles(Target, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(Target, file).Replace('\\', '/'), File.ReadAllText),
            StringComparer.Ordinal
        );

    /// <summary>What lies beside the target folder: nothing may.</summary>
    public IEnumerable<string> Beside() =>
        Directory.EnumerateFileSystemEntries(_folder.Path).Where(entry => entry != Target);

    public void Dispose()
    {
        Service.Dispose();
        _folder.Dispose();
    }
}
