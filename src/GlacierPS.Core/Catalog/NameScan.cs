using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>One pass over the names in a range of folders, some thousand at a time.</summary>
internal sealed class NameScan(
    Database database,
    DatabaseStatement select,
    Dictionary<long, Folder> folders,
    NamePattern[] patterns
)
{
    private const int Piece = 8192;

    private byte[] _key = new byte[512];
    private int _pathLength;
    private Folder? _folder;
    private long _count;
    private long _sum;

    public bool Ended { get; private set; }

    /// <summary>
    /// The numbers of archives that may fit, in pieces, most of which are empty. At the end each folder was seen whole.
    /// </summary>
    public static IEnumerable<List<long>> Read(
        Database database,
        FolderRange range,
        NamePattern[] patterns,
        CancellationToken cancellationToken
    )
    {
        Dictionary<long, Folder> byId = range.Folders.ToDictionary(folder => folder.Id);
        using DatabaseStatement select = database.Prepare(
            $"SELECT {NameRow.Columns} FROM names n WHERE n.folder BETWEEN ?1 AND ?2"
        );
        select.Bind(1, range.First).Bind(2, range.Last);
        var scan = new NameScan(database, select, byId, patterns);
        while (!scan.Ended)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = new List<long>();
            scan.ReadSome(found);
            yield return found;
        }

        if (range.Folders.Find(folder => !folder.IsSeen && folder.Names > 0) is { } missed)
        {
            throw database.Damaged($"the names in the folder '{missed.Path}' are missing");
        }
    }

    // Runs a million times in a process that has just started: compiled once, and for good.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ReadSome(List<long> found)
    {
        for (int i = 0; i < Piece; i++)
        {
            if (!select.Step())
            {
                EndFolder();
                Ended = true;
                return;
            }

            NameRow row = NameRow.Read(select, database, out long checksum);
            if (_folder is null || row.Folder != _folder.Id)
            {
                EndFolder();
                BeginFolder(row.Folder);
            }

            _count++;
            _sum += checksum;
            int length = _pathLength + row.Key.Length;
            if (length > _key.Length)
            {
                Array.Resize(ref _key, 2 * length);
            }

            row.Key.CopyTo(_key.AsSpan(_pathLength));
            foreach (NamePattern pattern in patterns)
            {
                if (pattern.MayFit(_key.AsSpan(0, length)))
                {
                    found.Add(row.Archive);
                    break;
                }
            }
        }
    }

    private void BeginFolder(long id)
    {
        _folder =
            folders.TryGetValue(id, out Folder? folder) && !folder.IsSeen
                ? folder
                : throw database.Damaged($"names are in folder number {id}, which is missing or was there before");
        (_count, _sum) = (0, 0);
        byte[] path = Encoding.UTF8.GetBytes(NameKey.Of(_folder.Path));
        _pathLength = path.Length;
        if (path.Length > _key.Length)
        {
            Array.Resize(ref _key, 2 * path.Length);
        }

        path.CopyTo(_key, 0);
    }

    private void EndFolder()
    {
        if (_folder is null)
        {
            return;
        }

        if (_count != _folder.Names || _sum != _folder.Sum)
        {
            throw database.Damaged(
                $"in the folder '{_folder.Path}' it has {Quantity.Of(_count, "name")} instead of the "
                    + $"{Digits.Of(_folder.Names)} written"
            );
        }

        _folder.IsSeen = true;
        _folder = null;
    }
}

/// <summary>Folders of a vault in the order of their numbers, and the least and most number that one of them may have.
/// </summary>
internal sealed record FolderRange(List<Folder> Folders, long First, long Last)
{
    /// <summary>How many names are in them.</summary>
    public long Names => Folders.Sum(folder => folder.Names);

    /// <summary>Ranges one behind the other, with about as many names in each.</summary>
    public List<FolderRange> Split(int parts)
    {
        var ranges = new List<FolderRange>();
        (long before, long all, long first) = (0, Names, First);
        var folders = new List<Folder>();
        foreach (Folder folder in Folders)
        {
            if (folders.Count > 0 && before >= all * (ranges.Count + 1) / parts)
            {
                ranges.Add(new FolderRange(folders, first, folder.Id - 1));
                (folders, first) = ([], folder.Id);
            }

            folders.Add(folder);
            before += folder.Names;
        }

        ranges.Add(new FolderRange(folders, first, Last));
        return ranges;
    }
}
