using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Upgrade;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local;

/// <summary>
/// A hold on a store. All holds on one folder within a process share one store, which is closed with the last of
/// them: connecting twice to the same folder must work, although the folder belongs to one opener only.
/// </summary>
internal sealed class StoreHandle : IDisposable
{
    private static readonly Dictionary<string, Shared> ByFolder = new(ComparablePath.Comparer);
    private static readonly SemaphoreSlim Opening = new(1);

    private readonly string? _folder;
    private bool _disposed;

    private StoreHandle(VaultStore store, string? folder)
    {
        Store = store;
        _folder = folder;
    }

    public VaultStore Store { get; }

    /// <summary>Opens a store, or joins those that have it open.</summary>
    /// <param name="folder">Null for one of its own in memory.</param>
    /// <param name="wait">How long to wait for another process to let go of the folder.</param>
    /// <param name="upgrade">Whether to move a folder of an older layout to this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<StoreHandle> OpenAsync(
        string? folder,
        TimeSpan wait,
        bool upgrade,
        CancellationToken cancellationToken
    )
    {
        if (folder is null)
        {
            return new StoreHandle(VaultStore.Open(new MemoryBackend()), null);
        }

        string path = RealPath(folder);
        await Opening.WaitAsync(cancellationToken);
        try
        {
            Shared? shared;
            lock (ByFolder)
            {
                if (ByFolder.TryGetValue(path, out shared))
                {
                    shared.Holds++;
                    return new StoreHandle(shared.Store, path);
                }
            }

            shared = new Shared(VaultStore.Open(await OpenFolderAsync(path, wait, upgrade, cancellationToken)));
            lock (ByFolder)
            {
                ByFolder.Add(path, shared);
            }

            return new StoreHandle(shared.Store, path);
        }
        finally
        {
            Opening.Release();
        }
    }

    public void Dispose()
    {
        lock (ByFolder)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_folder is not null && --ByFolder[_folder].Holds > 0)
            {
                return;
            }

            // Closed under the lock: who opens the folder next must find it free.
            Store.Dispose();
            if (_folder is not null)
            {
                ByFolder.Remove(_folder);
            }
        }
    }

    private static async Task<DiskBackend> OpenFolderAsync(
        string path,
        TimeSpan wait,
        bool upgrade,
        CancellationToken cancellationToken
    )
    {
        DiskBackend backend = await DiskBackend.OpenAsync(path, wait, cancellationToken);
        try
        {
            var storeUpgrade = new StoreUpgrade(backend.Layout);
            if (storeUpgrade.IsNeeded)
            {
                if (!upgrade)
                {
                    throw new GlacierInputException(
                        "StoreOutdated",
                        $"The data folder '{path}' has the layout of version 1. Start GlacierPS.Server on it once with "
                            + "--upgrade; the old one is kept beside the new one."
                    );
                }

                storeUpgrade.Run();
            }

            storeUpgrade.TryTidy();
            return backend;
        }
        catch (Exception)
        {
            backend.Dispose();
            throw;
        }
    }

    private static string RealPath(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Directory.Exists(path)
            ? Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path
            : path;
    }

    private sealed class Shared(VaultStore store)
    {
        public VaultStore Store { get; } = store;

        public int Holds { get; set; } = 1;
    }
}
