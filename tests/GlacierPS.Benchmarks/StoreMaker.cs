using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Local;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults.Events;

namespace GlacierPS.Benchmarks;

/// <summary>
/// Fills a vault by the store's own classes, but without a flush for every archive: a million of them would take hours.
/// </summary>
internal static class StoreMaker
{
    private static readonly LocalGlacierOptions Defaults = new();

    /// <summary>Makes a vault of archives that are all alike but for their description.</summary>
    public static void MakeVault(string dataFolder, string name, int archives)
    {
        var account = new AccountKey(Defaults.Region, Defaults.AccountId);
        string folder = new StoreLayout(dataFolder).NewVaultFolder(account, name);
        ResourceKey[] keys = [.. Enumerable.Range(0, archives).Select(_ => ResourceKey.New())];
        Directory.CreateDirectory(folder);
        foreach (
            string blobs in keys.DistinctBy(key => key.FirstByte).Select(key => StoreLayout.BlobFolder(folder, key))
        )
        {
            Directory.CreateDirectory(blobs);
        }

        byte[] data = Encoding.UTF8.GetBytes("The bytes of an archive are of no matter here.");
        Sha256Digest hash = Sha256Digest.Of(data);
        byte[] blob = [.. data, .. hash.Bytes];
        Parallel.ForEach(keys, key => File.WriteAllBytes(StoreLayout.Blob(folder, key), blob));

        ServiceTime now = ServiceTime.Of(TimeProvider.System.GetUtcNow());
        using var journal = new DiskAppendFile(StoreLayout.Journal(folder), FileMode.CreateNew);
        Journal<VaultEvent>.WriteAll(
            journal,
            VaultEventJson.Default.VaultEvent,
            keys.Select(
                    (key, number) =>
                        (VaultEvent)
                            new ArchiveStored
                            {
                                At = now,
                                Archive = key,
                                Size = data.Length,
                                TreeHash = hash,
                                Description = $"photographs/2026/picture-{number:d7}.jpg",
                            }
                )
                .Prepend(new VaultCreated { At = now, Name = name })
        );
        journal.Flush();
    }
}
