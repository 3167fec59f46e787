using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// What is known of a vault, and the vault that the service has under its name now: one that was made at another time
/// is another vault. Within a transaction.
/// </summary>
internal sealed class VaultSuccession(Database database, VaultRow known, DateTime created)
{
    // A clock that is further off than this is refused by the service (glacier-api.md §2).
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Notes when the vault was made. If it is another one than is known, what is known is set aside, but for what was
    /// sent from here since the new one was made.
    /// </summary>
    /// <returns>The old vault; null if it is the same.</returns>
    public VaultRow? SetAside()
    {
        bool isAnother = IsAnother();
        VaultRow now = known;
        if (isAnother)
        {
            known.SetAside = DateTime.UtcNow;
            known.Save(database);
            now = VaultRow.FindOrAdd(database, known.Name);
        }

        now.Created = created;
        now.Save(database);
        if (isAnother)
        {
            MoveLaterUploads(now);
        }

        return isAnother ? known : null;
    }

    /// <summary>
    /// Where nobody has asked yet when the vault was made, an upload from before that tells.
    /// </summary>
    private bool IsAnother()
    {
        if (known.Created is { } before)
        {
            return before != CatalogSchema.Rounded(created);
        }

        return database.Number(
                $"SELECT count(*) FROM archives WHERE {OfVault} AND evidence = {(int)CatalogEvidence.Upload} "
                    + $"AND created < {CatalogSchema.Time(created - ClockTolerance)}"
            ) > 0;
    }

    /// <summary>
    /// What was sent from here since the new vault was made went to that one, whichever was known then: a vault that
    /// held archives the day before cannot be removed (glacier-api.md §6.1).
    /// </summary>
    private void MoveLaterUploads(VaultRow now)
    {
        using var before = new CatalogWriter(database, known);
        using var after = new CatalogWriter(database, now);
        foreach (long number in LaterUploads())
        {
            ArchiveRow row = before.Read(number, out _);
            IReadOnlyList<ArchiveName> imported = row.Named == 0 ? [] : before.ImportedNames(number);

            // The row lies in SQLite's memory, and is deleted.
            row.ArchiveId = row.ArchiveId.ToArray();
            row.Description = row.Description.ToArray();
            before.Delete(number);
            row.Number = after.NextNumber();
            after.Insert(row, new KeyedName(ArchiveDescription.Read(row.Description)), imported);
        }

        before.Save();
        after.Save();
    }

    private List<long> LaterUploads()
    {
        var numbers = new List<long>();
        using DatabaseStatement select = database.Prepare(
            $"SELECT id FROM archives WHERE {OfVault} AND evidence = {(int)CatalogEvidence.Upload} "
                + $"AND created >= {CatalogSchema.Time(created)}"
        );
        while (select.Step())
        {
            numbers.Add(select.Number(0));
        }

        return numbers;
    }

    private string OfVault
    {
        get
        {
            (long first, long last) = CatalogSchema.RowsOf(known.Id);
            return $"id BETWEEN {first} AND {last}";
        }
    }
}
