using GlacierPS.Core.Catalog;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Core.Copy;

/// <summary>Where the windows of a run come from.</summary>
internal interface ICopyWindows
{
    /// <summary>The archives that have newer ones of the same name, those of the windows so far at least.</summary>
    OlderVersions Older { get; }

    /// <summary>The next window; null when there are no more.</summary>
    Task<CopyWork?> NextAsync(CancellationToken cancellationToken);
}

/// <summary>A window with its archives, and what becomes of it.</summary>
/// <param name="window">The window.</param>
/// <param name="archives">Its archives, the oldest first.</param>
internal class CopyWork(CopyWindow window, IReadOnlyList<CatalogArchive> archives)
{
    public CopyWindow Window => window;

    public IReadOnlyList<CatalogArchive> Archives => archives;

    /// <summary>Whether another may have copied some of them since the bucket was listed.</summary>
    public virtual bool HadOwners => false;

    /// <summary>An archive's copy is proven.</summary>
    public virtual void Add(CatalogArchive archive) { }

    /// <summary>An archive could not be copied.</summary>
    /// <returns>Whether that is to be told now.</returns>
    public virtual bool Fail(CatalogArchive archive, Exception error) => true;

    /// <summary>The window is worked through, and its manifest is written.</summary>
    public virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The windows of one machine, out of the catalogue.</summary>
/// <param name="archives">The archives that are wanted.</param>
/// <param name="older">Those that have newer ones of the same name.</param>
/// <param name="warn">Told of archives that left the catalogue while it was worked through.</param>
internal sealed class OwnWindows(WindowedArchives archives, OlderVersions older, Action<string> warn) : ICopyWindows
{
    private int _next;

    /// <inheritdoc/>
    public OlderVersions Older => older;

    /// <inheritdoc/>
    public async Task<CopyWork?> NextAsync(CancellationToken cancellationToken)
    {
        if (_next == archives.Windows.Count)
        {
            return null;
        }

        CopyWindow window = archives.Windows[_next++];
        IReadOnlyList<CatalogArchive> there = await Task.Run(
            () => archives.Read(window, cancellationToken),
            cancellationToken
        );
        if (there.Count < window.Archives)
        {
            warn(
                $"{Quantity.Of(window.Archives - there.Count, "archive")} left the catalogue since the copy began, or "
                    + "came into it anew. Those that are still in the vault are copied when the same command is run "
                    + "again."
            );
        }

        return new CopyWork(window, there);
    }
}

/// <summary>The windows that this machine gets of those that several share.</summary>
internal sealed class SharedWindows(SharedWork share, string vaultName) : ICopyWindows
{
    private GlacierInputException? _spent;

    /// <inheritdoc/>
    public OlderVersions Older { get; } = OlderVersions.ToBeAdded();

    /// <inheritdoc/>
    public async Task<CopyWork?> NextAsync(CancellationToken cancellationToken)
    {
        if (_spent is not null || await share.TakeAsync(cancellationToken) is not { } window)
        {
            return null;
        }

        IReadOnlyList<WindowArchive> archives = await window.ReadAsync(vaultName, cancellationToken);
        foreach (WindowArchive older in archives.Where(archive => archive.IsOlder))
        {
            Older.Add(older.Archive);
        }

        return new Work(
            this,
            window,
            new CopyWindow(window.From, window.Until, window.ArchiveCount, window.SizeInBytes),
            [.. archives.Select(archive => archive.Archive)]
        );
    }

    /// <summary>Fails if no more jobs could be started within the limit of cost.</summary>
    /// <exception cref="GlacierInputException">MaxCostReached.</exception>
    public void ThrowIfSpent()
    {
        if (_spent is not null)
        {
            throw _spent;
        }
    }

    private sealed class Work(
        SharedWindows windows,
        SharedWindow window,
        CopyWindow stretch,
        IReadOnlyList<CatalogArchive> archives
    ) : CopyWork(stretch, archives)
    {
        private readonly object _lock = new();
        private long _failed;
        private string? _reason;
        private bool _isUnfinished;

        public override bool HadOwners => window.HadOwners;

        public override void Add(CatalogArchive archive) => window.Add(archive.SizeInBytes);

        public override bool Fail(CatalogArchive archive, Exception error)
        {
            lock (_lock)
            {
                if (error is GlacierInputException { ErrorId: "MaxCostReached" } spent)
                {
                    windows._spent ??= spent;
                    _isUnfinished = true;
                    return false;
                }

                _failed++;
                _reason ??= $"{archive.ArchiveId}: {error.Message}";
                return error is not LeaseLostException;
            }
        }

        public override Task EndAsync(CancellationToken cancellationToken) =>
            _isUnfinished
                ? windows.GiveBackAsync(window, cancellationToken)
                : windows.EndAsync(window, _failed, _reason, cancellationToken);
    }

    private Task GiveBackAsync(SharedWindow window, CancellationToken cancellationToken) =>
        share.GiveBackAsync(window, cancellationToken);

    private Task EndAsync(SharedWindow window, long failed, string? reason, CancellationToken cancellationToken) =>
        share.EndAsync(window, failed, reason, cancellationToken);
}

/// <summary>Puts the windows of a vault up for several machines.</summary>
public static class SharedPlan
{
    // So many windows at least, where there are enough archives, so that many machines have something to do.
    private const int ManyWindows = 256;
    private const int FewArchives = 50;

    /// <summary>The windows of archives that were stored from a time on.</summary>
    /// <param name="catalog">What is known of the vault.</param>
    /// <param name="read">The archives that are wanted; read several times.</param>
    /// <param name="after">The time, in UTC; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="mostArchives">Archives of a window; null as it suits their number.</param>
    public static IEnumerable<PlannedWindow> Windows(
        VaultCatalog catalog,
        Func<IEnumerable<CatalogArchive>> read,
        DateTime? after,
        CancellationToken cancellationToken,
        long? mostArchives = null
    ) => Windows(catalog, OlderVersions.Read(catalog, cancellationToken), read, after, cancellationToken, mostArchives);

    /// <summary>The windows of archives that were stored from a time on.</summary>
    /// <param name="catalog">What is known of the vault; null where all of <paramref name="read"/> is in
    /// memory.</param>
    /// <param name="older">Those that have newer ones of the same name.</param>
    /// <param name="read">The archives that are wanted; read several times.</param>
    /// <param name="after">The time, in UTC; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="mostArchives">Archives of a window; null as it suits their number.</param>
    public static IEnumerable<PlannedWindow> Windows(
        VaultCatalog? catalog,
        OlderVersions older,
        Func<IEnumerable<CatalogArchive>> read,
        DateTime? after,
        CancellationToken cancellationToken,
        long? mostArchives = null
    )
    {
        ArgumentNullException.ThrowIfNull(older);
        IEnumerable<CatalogArchive> Left() => read().Where(archive => !(archive.CreationDate < after));
        long most = mostArchives ?? Math.Clamp(read().LongCount() / ManyWindows, FewArchives, CopyWindows.MaxArchives);
        var wanted = WindowedArchives.Read(catalog, Left, most);
        foreach (CopyWindow window in wanted.Windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new PlannedWindow(
                window.From,
                window.Until,
                wanted
                    .Read(window, cancellationToken)
                    .Select(archive => new WindowArchive(archive, older.IsOlder(archive)))
                    .ToArray()
            );
        }
    }
}
