using System.Buffers;
using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// What is known to be in one vault: its last inventory, and what was uploaded and deleted from here since. Any number
/// of processes can read and write it at once; one that is killed costs at most the line that it was writing.
/// </summary>
/// <param name="folder">Where it is kept; made when something is written.</param>
/// <param name="vaultName">The vault.</param>
public sealed class VaultCatalog(string folder, string vaultName)
{
    // Read whole at each opening, so that it is folded in when it has become large.
    private const long LargeChanges = 16 << 20;

    private CatalogFiles _files = new(Path.GetFullPath(folder));
    private CatalogFiles? _next;

    /// <summary>The vault.</summary>
    public string VaultName => vaultName;

    /// <summary>Whether anything was ever written to it.</summary>
    public bool Exists => File.Exists(_files.Head) || File.Exists(_files.Changes(0));

    /// <summary>
    /// The archives that are there as far as is known, of those that the filter accepts. They are read as they are
    /// asked for, and in constant memory.
    /// </summary>
    public IEnumerable<CatalogArchive> Read(CatalogFilter? filter = null, CancellationToken cancellationToken = default)
    {
        CompactIfLarge(cancellationToken);
        using CatalogGeneration generation = CatalogGeneration.Open(_files, vaultName, cancellationToken);
        foreach (CatalogArchive archive in generation.Read(filter ?? new CatalogFilter()))
        {
            yield return archive;
        }
    }

    /// <summary>How much it knows, and how old that is.</summary>
    public CatalogState ReadState(CancellationToken cancellationToken = default)
    {
        using CatalogGeneration generation = CatalogGeneration.Open(_files, vaultName, cancellationToken);
        long added = generation.Changes.Values.LongCount(change => change.Archive is not null);
        return new CatalogState
        {
            VaultName = vaultName,
            InventoryDate = generation.Head.InventoryDate,
            NewestAt = generation.Head.NewestAt,
            Archives = generation.Head.Archives,
            SizeInBytes = generation.Head.Bytes,
            Added = added,
            Removed = generation.Changes.Count - added,
            DamagedLines = generation.Damaged,
            Folder = _files.Folder,
        };
    }

    /// <summary>An archive was uploaded from here, and the service confirmed it.</summary>
    /// <param name="sent">What the upload gave.</param>
    /// <param name="at">When, in UTC.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <exception cref="Protocol.GlacierTransferException">Another process has been writing for a minute.</exception>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public void Add(SentArchive sent, DateTime at, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sent);
        var fields = new ArchiveFields
        {
            ArchiveId = Encoding.UTF8.GetBytes(sent.ArchiveId),
            Description = Encoding.UTF8.GetBytes(sent.Description ?? ""),
            CreationDate = at,
            Size = sent.SizeInBytes,
            TreeHash = sent.SHA256TreeHash,
        };
        Append(
            [CatalogChange.Known(new CatalogArchive(fields, vaultName, CatalogEvidence.Upload, at))],
            cancellationToken
        );
    }

    /// <summary>Archives were deleted from here. Many at once cost little more than one.</summary>
    /// <param name="archiveIds">Their IDs.</param>
    /// <param name="at">When, in UTC.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void Remove(IEnumerable<string> archiveIds, DateTime at, CancellationToken cancellationToken = default) =>
        Append([.. archiveIds.Select(id => CatalogChange.Gone(id, at))], cancellationToken);

    /// <summary>
    /// Takes in an inventory: it says all that was in the vault on its day. What was uploaded from here shortly before
    /// or after stays, what was deleted from here stays deleted, and names that were imported stay with their archives.
    /// </summary>
    /// <param name="inventory">All its archives. If it breaks off, the catalogue stays as it was.</param>
    /// <param name="inventoryDate">Its day, in UTC; null if each archive says it.</param>
    /// <param name="newestAt">
    /// When that was the vault's newest inventory, in UTC: the start of the job that gave it; null if that is not
    /// known.
    /// </param>
    /// <param name="cancellationToken">Ends it; the catalogue stays as it was then.</param>
    /// <exception cref="Protocol.GlacierInputException">The catalogue knows a newer one.</exception>
    public async Task<CatalogState> UpdateAsync(
        IAsyncEnumerable<InventoryArchive> inventory,
        DateTime? inventoryDate,
        DateTime? newestAt,
        CancellationToken cancellationToken
    )
    {
        await new CatalogRewrite(_files, vaultName, cancellationToken, _next).UpdateAsync(
            inventory,
            inventoryDate,
            newestAt
        );
        (_files, _next) = (_next ?? _files, null);
        return ReadState(cancellationToken);
    }

    /// <summary>
    /// The same catalogue, but what an inventory makes of it is written elsewhere, and read there from then on: it can
    /// be seen what would become of it, which stays as it is.
    /// </summary>
    /// <param name="otherFolder">Where the other is written.</param>
    public VaultCatalog Rehearse(string otherFolder) =>
        new(_files.Folder, vaultName) { _next = new CatalogFiles(Path.GetFullPath(otherFolder)) };

    /// <summary>Takes in what another tool's records say. What the service itself said counts for more.</summary>
    /// <param name="records">Archives and deletions, in the order in which they happened.</param>
    /// <param name="cancellationToken">Ends it; the catalogue stays as it was then.</param>
    public CatalogImportResult Import(IEnumerable<ImportedRecord> records, CancellationToken cancellationToken) =>
        new CatalogRewrite(_files, vaultName, cancellationToken).Import(records);

    /// <summary>Writes it anew without what no longer counts.</summary>
    public void Compact(CancellationToken cancellationToken = default) =>
        new CatalogRewrite(_files, vaultName, cancellationToken).Compact();

    /// <summary>Forgets all: the vault was deleted.</summary>
    public void Forget()
    {
        if (Directory.Exists(_files.Folder))
        {
            Directory.Delete(_files.Folder, recursive: true);
        }
    }

    private void Append(IReadOnlyCollection<CatalogChange> changes, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var lines = new ArrayBufferWriter<byte>();
        var scratch = new ArrayBufferWriter<byte>(1024);
        foreach (CatalogChange change in changes)
        {
            CatalogLine.Write(lines, change, scratch);
        }

        Directory.CreateDirectory(_files.Folder);
        using CatalogLock _ = CatalogLock.Take(_files.AppendLock, cancellationToken);
        using var file = new FileStream(
            _files.Changes(CatalogHead.Read(_files).Generation),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );
        EndTornLine(file);
        file.Write(lines.WrittenSpan);
    }

    /// <summary>
    /// A line that a killed process left half written gets an end, so that the next one is not joined to it.
    /// </summary>
    private static void EndTornLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Position = file.Length - 1;
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
    }

    private void CompactIfLarge(CancellationToken cancellationToken)
    {
        int generation = CatalogHead.Read(_files).Generation;
        var changes = new FileInfo(_files.Changes(generation));
        if (changes.Exists && changes.Length > LargeChanges)
        {
            Compact(cancellationToken);
        }
    }
}
