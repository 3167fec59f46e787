using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// How one vault of a <c>catalog.db</c> is reached: within a transaction, over connections that are kept, after a
/// catalogue of GlacierPS 0.1 was moved into it, and for a dry run in a copy from the first writing on.
/// </summary>
/// <param name="folder">The folder of an account's <c>catalog.db</c>.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="dryRunFolder">Where the copy of a dry run is written; null is none.</param>
internal sealed class CatalogAccess(string folder, string vaultName, string? dryRunFolder = null)
{
    private string? _dryRun = dryRunFolder is null ? null : PathIn(dryRunFolder);

    /// <summary>The file that is read.</summary>
    public string File { get; private set; } = PathIn(folder);

    /// <summary>The folder of what is written: the account's, or the copy's of a dry run.</summary>
    public string Folder => Path.GetDirectoryName(_dryRun ?? File)!;

    /// <summary>The file of a folder.</summary>
    public static string PathIn(string folder) => Path.Join(Path.GetFullPath(folder), CatalogSchema.FileName);

    /// <summary>Reads as it is asked for, within one read transaction; nothing where nothing is known of the
    /// vault.</summary>
    public IEnumerable<T> Stream<T>(Func<Database, VaultRow, IEnumerable<T>> read)
    {
        MoveOld();
        if (!System.IO.File.Exists(File))
        {
            yield break;
        }

        using CatalogConnection connection = CatalogConnections.Rent(File);
        using DatabaseTransaction _ = connection.Database.BeginRead();
        if (VaultRow.Find(connection.Database, vaultName) is not { } vault)
        {
            yield break;
        }

        foreach (T item in read(connection.Database, vault))
        {
            yield return item;
        }
    }

    /// <summary>Reads within one read transaction; null where nothing is known of the vault.</summary>
    public T? TryRead<T>(Func<Database, VaultRow, T> read)
    {
        MoveOld();
        if (!System.IO.File.Exists(File))
        {
            return default;
        }

        using CatalogConnection connection = CatalogConnections.Rent(File);
        using DatabaseTransaction _ = connection.Database.BeginRead();
        return VaultRow.Find(connection.Database, vaultName) is { } vault ? read(connection.Database, vault) : default;
    }

    /// <summary>Writes within one transaction.</summary>
    public T Write<T>(Func<Database, VaultRow, T> write, CancellationToken cancellationToken)
    {
        using CatalogConnection connection = OpenToWrite();
        using DatabaseTransaction transaction = connection.Database.BeginWrite(cancellationToken);
        T result = write(connection.Database, VaultRow.FindOrAdd(connection.Database, vaultName));
        transaction.Commit();
        return result;
    }

    /// <summary>Writes within one transaction that waits for what is asynchronous.</summary>
    public async Task<T> WriteAsync<T>(Func<Database, VaultRow, Task<T>> write, CancellationToken cancellationToken)
    {
        using CatalogConnection connection = OpenToWrite();
        using DatabaseTransaction transaction = connection.Database.BeginWrite(cancellationToken);
        T result = await write(connection.Database, VaultRow.FindOrAdd(connection.Database, vaultName));
        transaction.Commit();
        return result;
    }

    /// <summary>Writes together with what other threads write at the same time, in one transaction.</summary>
    public void WriteWithOthers(Action<Database, VaultRow> change, CancellationToken cancellationToken)
    {
        BeginWriting();
        SharedTransaction
            .Of(File, vaultName)
            .Write(
                change,
                changes =>
                    Write(
                        (database, vault) =>
                        {
                            changes(database, vault);
                            return true;
                        },
                        cancellationToken
                    )
            );
    }

    private CatalogConnection OpenToWrite()
    {
        BeginWriting();
        return CatalogConnections.Rent(File);
    }

    private void BeginWriting()
    {
        MoveOld();
        if (_dryRun is not { } copy)
        {
            return;
        }

        if (System.IO.File.Exists(File))
        {
            using CatalogConnection connection = CatalogConnections.Rent(File);
            connection.Database.CopyTo(copy);
        }

        (File, _dryRun) = (copy, null);
    }

    private void MoveOld() => Version1Catalog.Move(Path.GetDirectoryName(File)!, vaultName);
}
