using System.Runtime.InteropServices;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Report;

/// <summary>
/// One pass over a vault's folders in the order of their paths, and the names in each: what lies in a folder is known
/// when the next one is no longer below it, so that only the folders of one path are in memory at a time.
/// </summary>
/// <param name="database">The catalogue.</param>
/// <param name="vault">The vault.</param>
/// <param name="archives">Its archives.</param>
/// <param name="nodes">Takes the folders and archives.</param>
/// <param name="extensions">The extensions of all vaults.</param>
internal sealed class FolderPass(
    Database database,
    VaultRow vault,
    ArchivePass archives,
    TopList<TreeNode> nodes,
    Extensions extensions
)
{
    private readonly List<FolderTotals> _path = [];
    private int _depth;
    private long _nextId;

    public NameChecks Names { get; } = new();

    public Dictionary<int, Amount> ByExtension { get; } = [];

    public Amount[] ByTool { get; } = new Amount[16];

    /// <summary>Names that archives have besides their first.</summary>
    public long MoreNames { get; private set; }

    /// <summary>Reads all.</summary>
    /// <param name="firstId">The number that the vault's own node gets.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The vault's node, and the number for the next.</returns>
    public (TreeNode Vault, long NextId) Read(long firstId, CancellationToken cancellationToken)
    {
        _nextId = firstId;
        Begin(vault.Name, 0);
        (long first, long last) = CatalogSchema.RowsOf(vault.Id);
        long count = 0,
            sum = 0;
        using DatabaseStatement folders = database.Prepare(
            $"SELECT id, path, names, names_sum, crc FROM folders WHERE id BETWEEN {first} AND {last} ORDER BY path"
        );
        using DatabaseStatement names = database.Prepare($"SELECT {NameRow.Columns} FROM names n WHERE n.folder = ?1");
        string before = "";
        while (folders.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Folder folder = FolderTable.Read(folders, database);
            count++;
            sum += folder.SavedChecksum!.Value;
            Enter(before, folder.Path);
            before = folder.Path;
            ReadNames(folder, names, cancellationToken);
        }

        if (count != vault.Folders || sum != vault.FoldersSum)
        {
            throw database.Damaged(
                $"of the vault '{vault.Name}' it has {Quantity.Of(count, "folder")} instead of the "
                    + $"{Digits.Of(vault.Folders)} written"
            );
        }

        Names.End();
        while (_depth > 1)
        {
            Leave();
        }

        FolderTotals all = _path[0];
        if (all.Total.Count != archives.Total.Count)
        {
            throw database.Damaged($"of the vault '{vault.Name}' some archives have no name");
        }

        (int age, int tool, int extension) = all.Main;
        return (new TreeNode(all.Id, -1, vault.Name, all.Total, false, age, tool, extension), _nextId);
    }

    private void Enter(string before, string path)
    {
        while (_depth > 1 && !path.StartsWith(before.AsSpan(0, _path[_depth - 1].PathLength), StringComparison.Ordinal))
        {
            Leave();
        }

        int at = _path[_depth - 1].PathLength;
        while (at < path.Length)
        {
            int end = path.IndexOf('/', at) + 1;
            Begin(path[at..Math.Max(at, end - 1)], end);
            at = end;
        }
    }

    private void ReadNames(Folder folder, DatabaseStatement names, CancellationToken cancellationToken)
    {
        names.Bind(1, folder.Id);
        Names.BeginFolder(folder.Path);
        FolderTotals here = _path[_depth - 1];
        long count = 0,
            sum = 0;
        while (names.Step())
        {
            NameRow row = NameRow.Read(names, database, out long checksum);
            if (++count % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            sum += checksum;
            Names.Add(row.Key, row.Written);
            int index = archives.Kept.IndexOf(row.Archive);
            if (index < 0)
            {
                throw database.Damaged($"archive number {row.Archive} is missing");
            }

            if (!archives.Kept.TryCount(index))
            {
                MoreNames++;
                continue;
            }

            Add(here, row, index);
        }

        if (count != folder.Names || sum != folder.Sum)
        {
            throw database.Damaged(
                $"in the folder '{folder.Path}' it has {Quantity.Of(count, "name")} instead of the "
                    + $"{Digits.Of(folder.Names)} written"
            );
        }
    }

    private void Add(FolderTotals here, in NameRow row, int index)
    {
        long bytes = archives.Kept.SizeAt(index);
        int age = archives.Kept.AgeAt(index);
        int tool = row.IsImported ? (int)Math.Clamp(row.Tool ?? 0, 0, 15) : archives.Kept.ToolAt(index);
        int extension = extensions.NumberOf(row.Key);
        here.Add(bytes, age, tool, extension);
        ByTool[tool] = ByTool[tool].With(bytes);
        ref Amount amount = ref CollectionsMarshal.GetValueRefOrAddDefault(ByExtension, extension, out _);
        amount = amount.With(bytes);
        long id = _nextId++;
        if (nodes.Takes(bytes))
        {
            nodes.Offer(bytes, id, new TreeNode(id, here.Id, row.Name, new(1, bytes), true, age, tool, extension));
        }
    }

    private void Begin(string name, int pathLength)
    {
        if (_depth == _path.Count)
        {
            _path.Add(new FolderTotals());
        }

        _path[_depth++].Begin(_nextId++, name, pathLength);
    }

    private void Leave()
    {
        FolderTotals done = _path[--_depth];
        FolderTotals parent = _path[_depth - 1];
        parent.Add(done);
        if (nodes.Takes(done.Total.Bytes))
        {
            (int age, int tool, int extension) = done.Main;
            nodes.Offer(
                done.Total.Bytes,
                done.Id,
                new TreeNode(done.Id, parent.Id, done.Name, done.Total, false, age, tool, extension)
            );
        }
    }
}
