using System.Collections.Concurrent;
using System.Globalization;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Policies;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Tests.Copy;
using GlacierPS.Core.Tests.Leases;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Threading;
using GlacierPS.StrictBucket;

namespace GlacierPS.Core.Tests.Purge;

/// <summary>A vault that several machines empty together.</summary>
public sealed class SharedPurgeTests
{
    private readonly MemoryTable _table = new();
    private readonly ConcurrentQueue<(CatalogArchive Archive, Exception Error)> _failed = new();

    [Fact]
    public async Task Machines_empty_a_vault_together_and_the_catalogue_knows_what_all_of_them_deleted()
    {
        using CatalogedVault vault = await FilledAsync(40);
        VaultCatalog none = new(Path.Join(vault.Folder, "none"), "photos");
        PurgeResult[] results = await Task.WhenAll(
            RunAsync(vault.Service, vault.Catalog, "one"),
            RunAsync(vault.Service, none, "two"),
            RunAsync(vault.Service, none, "three")
        );
        Assert.Equal(40, results.Sum(result => result.Deleted));
        Assert.Equal(40, vault.Service.Deletions);
        Assert.Empty(_failed);
        Assert.Empty(vault.Catalog.Read());
        Assert.False(none.Exists);
        Assert.Empty(await vault.NamesAsync());
        ShareState share = await _table.StateAsync();
        Assert.Equal(("Done", 40, 40), (share.State, share.Archives, share.ArchivesDone));
        Assert.True(share.Windows.Count >= 8);
    }

    [Fact]
    public async Task What_a_machine_left_undone_the_next_one_deletes()
    {
        using CatalogedVault vault = await FilledAsync(20);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunAsync(
                vault.Service,
                vault.Catalog,
                "one",
                deleted: _ =>
                {
                    if (vault.Service.Deletions >= 7)
                    {
                        stop.Cancel();
                    }
                },
                cancellationToken: stop.Token
            )
        );
        int left = vault.Catalog.Read().Count();
        // Of two at once the answers may be lost.
        Assert.InRange(left, 1, 15);
        await RunAsync(vault.Service, new VaultCatalog(Path.Join(vault.Folder, "none"), "photos"), "two");
        Assert.Empty(await vault.NamesAsync());
        Assert.Equal("Done", (await _table.StateAsync()).State);
    }

    [Fact]
    public async Task Whatever_a_machine_cannot_delete_two_others_try_and_then_it_has_failed_with_the_reason()
    {
        using CatalogedVault vault = await FilledAsync(12);
        string broken = vault.Catalog.Read().First().ArchiveId;
        vault.Service.Before = request =>
        {
            if (
                request.Method == HttpMethod.Delete
                && request.RequestUri!.AbsolutePath.EndsWith(broken, StringComparison.Ordinal)
            )
            {
                throw new InvalidParameterValueException("This one not.");
            }
        };
        await RunAsync(vault.Service, vault.Catalog, "one");
        ShareState share = await _table.StateAsync();
        Assert.Equal(("Done", 11, 1), (share.State, share.ArchivesDone, share.ArchivesFailed));
        ShareWindowState window = Assert.Single(share.Windows, window => window.State == "failed");
        Assert.Equal(3, window.Owners);
        Assert.StartsWith(broken, window.Reason, StringComparison.Ordinal);
        Assert.Equal(3, _failed.Count);
        Assert.Equal(broken, Assert.Single(vault.Catalog.Read()).ArchiveId);
    }

    [Fact]
    public async Task Deleted_is_exactly_what_is_proven_whoever_looks_at_it()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        await scene.StoreAsync([.. Enumerable.Range(1, 20).Select(i => i * 100)]);
        await scene.RunAsync();
        string late = await scene.StoreAsync([1, 2, 3], "late.bin");
        StoredObject gone = scene.Objects.First();
        string goneId = gone.Traits.Metadata["glacier-archive-id"];
        await scene.Open().DeleteAsync(gone.Key, default);
        using var empty = new TempFolder();
        var none = new VaultCatalog(empty.File("none"), "photos");
        PurgeResult[] results = await Task.WhenAll(
            RunAsync(scene.Service, scene.Catalog, "one", Proof(scene, scene.Catalog)),
            RunAsync(scene.Service, none, "two", Proof(scene, none))
        );
        Assert.Equal((19, 2), (results.Sum(result => result.Deleted), results.Sum(result => result.KeptNotProven)));
        ShareState share = await _table.StateAsync();
        Assert.Equal(("Done", 19, 2, 0), (share.State, share.ArchivesDone, share.ArchivesKept, share.ArchivesFailed));
        Assert.DoesNotContain(scene.Service.Requests, request => request.Contains(late, StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Service.Requests, request => request.Contains(goneId, StringComparison.Ordinal));
        Assert.Superset(
            new HashSet<string> { late, goneId },
            scene.Catalog.Read().Select(archive => archive.ArchiveId).ToHashSet()
        );
        Assert.Empty(_failed);
    }

    private static CopyProof Proof(CopyScene scene, VaultCatalog catalog) =>
        new(scene.Open(), "", catalog, throttleLimit: 4, retryDelay: TimeSpan.FromMilliseconds(5));

    private async Task<PurgeResult> RunAsync(
        LocalService service,
        VaultCatalog catalog,
        string machine,
        CopyProof? copies = null,
        Action<long>? deleted = null,
        CancellationToken cancellationToken = default
    )
    {
        var purge = new SharedPurge(
            service.Glacier,
            catalog,
            DeletionLock.None,
            new PassingErrors(),
            copies,
            service.Time
        );
        await using SharedWork share = await _table.JoinAsync(
            "Clear photos",
            machine,
            catalog.Exists ? after => purge.Plan(after, cancellationToken, mostArchives: 4) : null,
            cancellationToken: cancellationToken
        );
        return await purge.RunAsync(
            share,
            2,
            _ => { },
            deleted ?? (_ => { }),
            (archive, error) => _failed.Enqueue((archive, error)),
            cancellationToken
        );
    }

    private static async Task<CatalogedVault> FilledAsync(int archives)
    {
        CatalogedVault vault = await CatalogedVault.StartAsync();
        for (int i = 0; i < archives; i++)
        {
            await vault.SendAsync(string.Create(CultureInfo.InvariantCulture, $"content {i}"), $"{i}.txt");
            vault.Service.Time.Advance(TimeSpan.FromSeconds(1));
        }

        vault.Service.ClearRequests();
        return vault;
    }
}
