using System.Text;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// What is known to be in one vault: its last inventory, and what was uploaded and deleted from here since. Any number
/// of processes can read and write it at once; what was noted is on the disk.
/// </summary>
public sealed class VaultCatalog
{
    private readonly string _folder;
    private readonly CatalogAccess _access;

    /// <param name="folder">
    /// The folder of an account's <c>catalog.db</c>; made when something is written.
    /// </param>
    /// <param name="vaultName">The vault.</param>
    public VaultCatalog(string folder, string vaultName)
        : this(folder, vaultName, new CatalogAccess(folder, vaultName)) { }

    private VaultCatalog(string folder, string vaultName, CatalogAccess access) =>
        (_folder, VaultName, _access) = (folder, vaultName, access);

    /// <summary>The vault.</summary>
    public string VaultName { get; }

    /// <inheritdoc cref="CatalogAccess.Folder"/>
    internal string Folder => _access.Folder;

    /// <summary>Whether anything was ever written of the vault.</summary>
    /// <exception cref="DatabaseException">The catalogue is damaged, or cannot be read.</exception>
    public bool Exists => TryRead(static (_, _) => true);

    /// <summary>
    /// The archives that are there as far as is known, of those that the filter accepts. They are read as they are
    /// asked for, and in constant memory, as of one moment.
    /// </summary>
    /// <exception cref="DatabaseException">The catalogue is damaged, which may show at the end only.</exception>
    public IEnumerable<CatalogArchive> Read(
        CatalogFilter? filter = null,
        CancellationToken cancellationToken = default
    ) => Read(reader => reader.Read(filter ?? new CatalogFilter()), cancellationToken);

    /// <summary>The archives of IDs, of those that are known.</summary>
    /// <inheritdoc cref="Read(CatalogFilter?, CancellationToken)" path="/exception"/>
    public IEnumerable<CatalogArchive> Find(
        IEnumerable<string> archiveIds,
        CancellationToken cancellationToken = default
    ) => Read(reader => reader.Read(archiveIds), cancellationToken);

    /// <summary>
    /// The archives whose ID begins with a text, or of whose names one contains it, both in any case. It is for a
    /// prompt, which shows the first of them and waits for no more: whether a row is missing is not looked for.
    /// </summary>
    /// <exception cref="DatabaseException">What is read is damaged, or cannot be read.</exception>
    public IEnumerable<CatalogArchive> Containing(string text, CancellationToken cancellationToken = default) =>
        Read(reader => reader.Containing(text), cancellationToken);

    /// <summary>
    /// The names and folders that begin with a path, in any case, up to the next slash: with <c>a/b</c> the file
    /// <c>a/b.txt</c> and the folder <c>a/bc/</c>, but not what is in it.
    /// </summary>
    /// <param name="path">The beginning; empty for all at the top.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DatabaseException">The catalogue is damaged, or cannot be read.</exception>
    public IReadOnlyList<string> NamesAt(string path, int most, CancellationToken cancellationToken = default) =>
        TryRead((database, vault) => new NameSearch(database, vault, cancellationToken).At(path, most)) ?? [];

    /// <summary>How much it knows, and how old that is.</summary>
    /// <exception cref="DatabaseException">The catalogue is damaged, or cannot be read.</exception>
    public CatalogState ReadState(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryRead((database, vault) => State(database, vault))
            ?? new CatalogState { VaultName = VaultName, FullName = _access.File };
    }

    /// <summary>An archive was uploaded from here, and the service confirmed it.</summary>
    /// <param name="sent">What the upload gave.</param>
    /// <param name="at">When, in UTC.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <exception cref="DatabaseException">It cannot be written, or another process writes all the time.</exception>
    public void Add(SentArchive sent, DateTime at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sent);
        _access.WriteWithOthers(
            (database, vault) =>
            {
                var fields = new ArchiveFields
                {
                    ArchiveId = Encoding.UTF8.GetBytes(sent.ArchiveId),
                    Description = Encoding.UTF8.GetBytes(sent.Description ?? ""),
                    CreationDate = at,
                    Size = sent.SizeInBytes,
                    TreeHash = sent.SHA256TreeHash,
                };
                using var writer = new CatalogWriter(database, vault);
                if (writer.Find(fields.ArchiveId) is { } number)
                {
                    writer.Delete(number);
                }

                Deletions.Forget(database, vault.Id, fields.ArchiveId);
                writer.Insert(
                    ArchiveRow.Of(fields, writer.NextNumber(), CatalogEvidence.Upload, at),
                    new KeyedName(ArchiveDescription.Read(fields.Description)),
                    []
                );
                writer.Save();
            },
            cancellationToken
        );
    }

    /// <summary>Archives were deleted from here. Many at once cost little more than one.</summary>
    /// <param name="archiveIds">Their IDs.</param>
    /// <param name="at">When, in UTC.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void Remove(IEnumerable<string> archiveIds, DateTime at, CancellationToken cancellationToken = default)
    {
        List<byte[]> ids = [.. archiveIds.Select(Encoding.UTF8.GetBytes)];
        if (ids.Count == 0)
        {
            return;
        }

        _access.WriteWithOthers(
            (database, vault) =>
            {
                using var writer = new CatalogWriter(database, vault);
                foreach (byte[] id in ids)
                {
                    if (writer.Find(id) is { } number)
                    {
                        writer.Delete(number);
                    }

                    Deletions.Add(database, vault.Id, id, at);
                }

                writer.Save();
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Takes in an inventory: it says all that was in the vault on its day. What was uploaded from here shortly before
    /// or after stays, what was deleted from here stays deleted, and names that were imported stay with their archives.
    /// </summary>
    /// <param name="inventory">All its archives. If it breaks off, the catalogue stays as it was.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="cancellationToken">Ends it; the catalogue stays as it was then.</param>
    /// <exception cref="Protocol.GlacierInputException">The catalogue knows a newer one.</exception>
    /// <exception cref="DatabaseException">It cannot be written, or is damaged.</exception>
    public async Task<CatalogState> UpdateAsync(
        IAsyncEnumerable<InventoryArchive> inventory,
        InventoryOrigin origin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(origin);
        return await _access.WriteAsync(
            async (database, vault) =>
            {
                // What was taken in is durable with its commit; CatalogConnections folds it when nobody waits.
                database.FoldsAtCommit = false;
                await new InventoryMerge(database, vault, cancellationToken).RunAsync(inventory, origin);
                return State(database, vault);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// The same catalogue, but what is written goes into a copy, and is read there from then on: it can be seen what
    /// would become of it, which stays as it is.
    /// </summary>
    /// <param name="otherFolder">Where the copy is written.</param>
    public VaultCatalog DryRun(string otherFolder) =>
        new(_folder, VaultName, new CatalogAccess(_folder, VaultName, otherFolder));

    /// <summary>Takes in what another tool's records say. What the service itself said counts for more.</summary>
    /// <param name="records">Archives and deletions, in the order in which they happened.</param>
    /// <param name="cancellationToken">Ends it; the catalogue stays as it was then.</param>
    /// <exception cref="DatabaseException">It cannot be written, or is damaged.</exception>
    public CatalogImportResult Import(IEnumerable<ImportedRecord> records, CancellationToken cancellationToken) =>
        _access.Write(
            (database, vault) => new RecordImport(database, vault, cancellationToken).Run(records),
            cancellationToken
        );

    /// <summary>
    /// Compares the vault that the service has with the one that is known. A vault of the same name that was made at
    /// another time is another vault: what is known of the old one is set aside, and of the new one what was sent from
    /// here since it was made.
    /// </summary>
    /// <param name="created">When the vault was made, as the service says, in UTC.</param>
    /// <param name="remember">Whether to note that time of a vault that nothing is known of.</param>
    /// <returns>What was known of the old one; null if it is the same vault.</returns>
    /// <exception cref="DatabaseException">It cannot be written, or is damaged.</exception>
    public CatalogState? Recognise(DateTime created, bool remember)
    {
        CatalogState known = ReadState();
        if ((!remember && !Exists) || known.VaultCreationDate == CatalogSchema.Rounded(created))
        {
            return null;
        }

        return _access.Write(
            (database, vault) =>
            {
                var succession = new VaultSuccession(database, vault, created);
                VaultRow? old = succession.SetAside();
                return old is null ? null : State(database, old);
            },
            default
        );
    }

    /// <summary>Forgets all that is known of the vault.</summary>
    /// <param name="setAside">Of the one that was set aside at that time, in UTC; null is the one that counts.</param>
    /// <exception cref="DatabaseException">The catalogue is damaged, or cannot be written.</exception>
    public void Forget(DateTime? setAside = null)
    {
        if (File.Exists(_access.File))
        {
            _access.Write(
                (database, _) =>
                {
                    VaultRow
                        .All(database)
                        .Find(row => row.Name == VaultName && row.SetAside == setAside)
                        ?.Delete(database);
                    return true;
                },
                default
            );
        }
    }

    /// <summary>The vaults that the catalogue of a folder knows, those that were set aside too.</summary>
    /// <exception cref="DatabaseException">It is damaged, or cannot be read.</exception>
    public static IReadOnlyList<CatalogState> All(string folder)
    {
        string path = CatalogAccess.PathIn(folder);
        if (!File.Exists(path))
        {
            return [];
        }

        using CatalogConnection connection = CatalogConnections.Rent(path);
        using DatabaseTransaction _ = connection.Database.BeginRead();
        return [.. VaultRow.All(connection.Database).Select(row => State(connection.Database, row))];
    }

    private static CatalogState State(Database database, VaultRow vault) =>
        new()
        {
            VaultName = vault.Name,
            InventoryDate = vault.Inventory,
            NewestAt = vault.Newest,
            IsInventoryDateGuessed = vault.IsGuessed,
            Archives = vault.InventoryArchives,
            SizeInBytes = vault.InventoryBytes,
            Added = vault.Archives - vault.Listed,
            Removed = Deletions.Count(database, vault.Id),
            KnownArchives = vault.Archives,
            KnownBytes = vault.Bytes,
            VaultCreationDate = vault.Created,
            SetAside = vault.SetAside,
            FullName = database.Path,
        };

    private IEnumerable<CatalogArchive> Read(
        Func<CatalogReader, IEnumerable<CatalogArchive>> read,
        CancellationToken cancellationToken
    )
    {
        return Stream(ReadBy);

        IEnumerable<CatalogArchive> ReadBy(Database database, VaultRow vault)
        {
            using var reader = new CatalogReader(database, vault, cancellationToken);
            foreach (CatalogArchive archive in read(reader))
            {
                yield return archive;
            }
        }
    }

    /// <inheritdoc cref="CatalogAccess.Stream"/>
    internal IEnumerable<T> Stream<T>(Func<Database, VaultRow, IEnumerable<T>> read) => _access.Stream(read);

    /// <inheritdoc cref="CatalogAccess.TryRead"/>
    internal T? TryRead<T>(Func<Database, VaultRow, T> read) => _access.TryRead(read);
}
