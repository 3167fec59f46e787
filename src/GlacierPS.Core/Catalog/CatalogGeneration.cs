namespace GlacierPS.Core.Catalog;

/// <summary>One generation of a catalogue, open for reading: it stays as it is while others write the next.</summary>
internal sealed class CatalogGeneration : IDisposable
{
    private readonly FileStream? _archives;
    private readonly CatalogScan _scan;
    private readonly CancellationToken _cancellationToken;

    private CatalogGeneration(
        CatalogHead head,
        FileStream? archives,
        FileStream? changes,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        (Head, _archives, _cancellationToken) = (head, archives, cancellationToken);
        _scan = new CatalogScan(vaultName);
        if (changes is not null)
        {
            foreach (CatalogChange change in _scan.Read(changes, (in CatalogFields _) => true, cancellationToken))
            {
                Changes[change.Key] = change;
            }

            ChangesLength = _scan.Consumed;
        }
    }

    public CatalogHead Head { get; }

    /// <summary>What was learnt since the generation began: of each archive the last.</summary>
    public Dictionary<ArchiveKey, CatalogChange> Changes { get; } = [];

    /// <summary>Bytes in the file of changes that were read: whole lines.</summary>
    public long ChangesLength { get; }

    /// <summary>Lines that are damaged, as far as was read.</summary>
    public long Damaged => _scan.Damaged;

    /// <summary>Opens the generation that counts.</summary>
    public static CatalogGeneration Open(CatalogFiles files, string vaultName, CancellationToken cancellationToken)
    {
        while (true)
        {
            CatalogHead head = CatalogHead.Read(files);
            FileStream? archives = null;
            try
            {
                archives = OpenOrNull(files.Archives(head.Generation));
                using FileStream? changes = OpenOrNull(files.Changes(head.Generation));
                if (CatalogHead.Read(files).Generation == head.Generation)
                {
                    return new CatalogGeneration(head, archives, changes, vaultName, cancellationToken);
                }
            }
            catch
            {
                archives?.Dispose();
                throw;
            }

            // Another came into force between the two.
            archives?.Dispose();
        }
    }

    /// <summary>The archives that are there, of those that the filter accepts.</summary>
    public IEnumerable<CatalogArchive> Read(CatalogFilter filter)
    {
        foreach (
            CatalogArchive archive in Scan(
                (in CatalogFields fields) =>
                    (Changes.Count == 0 || !Changes.ContainsKey(ArchiveKey.Of(fields.Id))) && filter.Accepts(fields)
            )
        )
        {
            yield return archive;
        }

        foreach (CatalogChange change in Changes.Values)
        {
            if (change.Archive is { } archive && filter.Accepts(archive))
            {
                yield return archive;
            }
        }
    }

    /// <summary>The archives of the file of archives that a choice falls on, whatever was learnt since.</summary>
    public IEnumerable<CatalogArchive> Scan(CatalogScan.Choice choice)
    {
        if (_archives is null)
        {
            yield break;
        }

        _archives.Position = 0;
        foreach (
            CatalogChange change in _scan.Read(
                _archives,
                (in CatalogFields fields) => !fields.IsGone && choice(fields),
                _cancellationToken
            )
        )
        {
            yield return change.Archive!;
        }
    }

    public void Dispose() => _archives?.Dispose();

    private static FileStream? OpenOrNull(string path)
    {
        try
        {
            return CatalogScan.Open(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
