using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Storage;
using GlacierPS.Local;
using GlacierPS.Local.Accounts;
using GlacierPS.Local.Archives;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Benchmarks;

/// <summary>
/// Fills a vault by the store's own classes, but in one commit: with one for every archive a million would take hours.
/// </summary>
internal static class StoreMaker
{
    private static readonly LocalGlacierOptions Defaults = new();

    /// <summary>Makes a vault of archives that are all alike but for their description.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="name">The vault.</param>
    /// <param name="archives">How many.</param>
    /// <param name="withBlobs">Whether their bytes are made too, a file each.</param>
    public static void MakeVault(string dataFolder, string name, int archives, bool withBlobs = true)
    {
        var account = new AccountKey(Defaults.Region, Defaults.AccountId);
        var layout = new StoreLayout(dataFolder);
        string folder = StoreLayout.NewVaultFolder(name);
        string place = layout.Vault(account, folder);
        // In the order of their index: in no order, ten million of them are read and written a page for each.
        ResourceKey[] keys = [.. Enumerable.Range(0, archives).Select(_ => ResourceKey.New())];
        Array.Sort(keys, (one, other) => (one.High, one.Low).CompareTo((other.High, other.Low)));
        Directory.CreateDirectory(StoreLayout.Aside(place));
        Directory.CreateDirectory(StoreLayout.Blobs(place));
        byte[] data = Encoding.UTF8.GetBytes("The bytes of an archive are of no matter here.");
        Sha256Digest hash = Sha256Digest.Of(data);
        if (withBlobs)
        {
            byte[] blob = [.. data, .. hash.Bytes];
            foreach (byte first in keys.Select(key => key.FirstByte).Distinct())
            {
                Directory.CreateDirectory(StoreLayout.BlobFolder(place, first));
            }

            Parallel.ForEach(keys, key => File.WriteAllBytes(StoreLayout.Blob(place, key), blob));
        }

        ServiceTime now = ServiceTime.Of(TimeProvider.System.GetUtcNow());
        using var connection = new StoreConnection(Database.Open(layout.Metadata(account), StoreSchema.Instance));
        using DatabaseTransaction transaction = connection.Database.BeginWrite();
        AccountState settings = AccountRows.Load(connection);
        settings.Vaults++;
        AccountRows.Update(connection, settings);
        long row = VaultRows.Insert(connection, name, folder, now);
        VaultState vault = VaultRows.Load(connection, row)[0].State!;
        for (int number = 0; number < archives; number++)
        {
            var archive = new ArchiveRecord
            {
                Vault = row,
                Key = keys[number],
                Size = data.Length,
                TreeHash = hash,
                Created = now,
                CreatedSequence = ++vault.Sequence,
                Description = Encoding.ASCII.GetBytes($"photographs/2026/picture-{number:d7}.jpg"),
            };
            ArchiveRows.Insert(connection, archive);
            vault.Totals = vault.Totals.With(archive, 1);
        }

        vault.Inventories.NoteWrite(now);
        VaultRows.Update(connection, vault);
        transaction.Commit();
    }
}
