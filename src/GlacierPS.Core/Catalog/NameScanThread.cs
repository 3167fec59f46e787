using System.Collections.Concurrent;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// Looks through a range of a vault's names on a thread and a connection of its own. It sees the catalogue as it is
/// when it begins: if another process has written to the vault since its row was read, it reads nothing and says so.
/// </summary>
internal sealed class NameScanThread : IDisposable
{
    // Pieces that wait to be taken; of names that all fit each has 64 KiB.
    private const int MostPieces = 64;

    private readonly BlockingCollection<List<long>> _pieces = new(MostPieces);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<bool> _hasSameVault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _thread;

    /// <summary>Begins to read.</summary>
    /// <param name="path">The catalogue's file.</param>
    /// <param name="vault">The vault's row as the caller reads it.</param>
    /// <param name="range">The folders.</param>
    /// <param name="read">Reads them.</param>
    public NameScanThread(string path, VaultRow vault, FolderRange range, NameRead read)
    {
        Range = range;
        _thread = Task.Factory.StartNew(
            () => Run(path, vault, read),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>The folders that it looks through.</summary>
    public FolderRange Range { get; }

    /// <summary>Whether it reads the vault that the caller reads; waits until that is known.</summary>
    /// <exception cref="DatabaseException">The catalogue cannot be read.</exception>
    public bool HasSameVault => _hasSameVault.Task.GetAwaiter().GetResult();

    /// <summary>The numbers of archives that may fit, in pieces, as they are found.</summary>
    /// <exception cref="DatabaseException">The catalogue is damaged.</exception>
    public IEnumerable<List<long>> Read(CancellationToken cancellationToken)
    {
        foreach (List<long> piece in _pieces.GetConsumingEnumerable(cancellationToken))
        {
            yield return piece;
        }

        _thread.GetAwaiter().GetResult();
    }

    /// <summary>Stops it, and waits until its connection is given back.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_thread).AsyncWaitHandle.WaitOne();
        _pieces.Dispose();
        _stop.Dispose();
    }

    private void Run(string path, VaultRow vault, NameRead read)
    {
        try
        {
            using CatalogConnection connection = CatalogConnections.Rent(path);
            using DatabaseTransaction _ = connection.Database.BeginRead();
            bool isSame = VaultRow.Find(connection.Database, vault.Name)?.IsSame(vault) == true;
            _hasSameVault.SetResult(isSame);
            if (!isSame)
            {
                return;
            }

            foreach (List<long> piece in read(connection.Database, Range, _stop.Token))
            {
                if (piece.Count > 0)
                {
                    _pieces.Add(piece, _stop.Token);
                }
            }
        }
        catch (Exception error)
        {
            // Told by the one that waits: of the vault's row, or of the pieces.
            if (!_hasSameVault.TrySetException(error))
            {
                throw;
            }
        }
        finally
        {
            _pieces.CompleteAdding();
        }
    }
}

/// <summary>Reads a range of folders: the numbers of archives that may be wanted, in pieces.</summary>
internal delegate IEnumerable<List<long>> NameRead(
    Database database,
    FolderRange range,
    CancellationToken cancellationToken
);
