using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Local.Tests.Fixtures;
using GlacierPS.StrictBucket;

namespace GlacierPS.Local.Tests.Crash;

/// <content>What the vault has, and what has become of it.</content>
internal sealed partial class Fleet
{
    private const int MiB = 1 << 20;
    private static readonly DateTime s_stored = new(2016, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _every;

    /// <summary>Fails unless the bucket has one right object for each archive, and nothing is open.</summary>
    public void AssertAllCopied(string seed)
    {
        StoredObject[] objects = [.. Objects];
        Assert.Equal(_numbers.Count, objects.Length);
        Assert.Equal(
            _numbers.Count,
            objects.Select(stored => stored.Traits.Metadata["glacier-archive-id"]).Distinct().Count()
        );
        foreach (StoredObject stored in objects)
        {
            int number = _numbers[stored.Traits.Metadata["glacier-archive-id"]];
            using FileStream file = File.OpenRead(stored.Path);
            Assert.True(
                SHA256.HashData(file).AsSpan().SequenceEqual(SHA256.HashData(Content(number, (int)stored.Length))),
                $"{seed}: the object {stored.Key} is not archive {number}."
            );
        }

        Assert.True(Bucket.Uploads.Count == 0, $"{seed}: {Bucket.Uploads.Count} uploads are open.");
    }

    /// <summary>
    /// Fails unless the folders together have each archive, whole, and nothing of a download that did not come to its
    /// end.
    /// </summary>
    /// <returns>How many files are in more than one folder.</returns>
    public int AssertAllRestored(string seed)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string folder in Directory.GetDirectories(_folder.Path, "restored-*"))
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
                Assert.False(OwnNames.IsOn(name), $"{seed}: '{name}' was left in {folder}.");
                int number = int.Parse(name.AsSpan(2, 5), CultureInfo.InvariantCulture);
                byte[] bytes = File.ReadAllBytes(path);
                Assert.True(
                    bytes.AsSpan().SequenceEqual(Content(number, bytes.Length)) && bytes.Length == SizeOf(number),
                    $"{seed}: '{path}' is not archive {number}."
                );
                found[name] = found.GetValueOrDefault(name) + 1;
            }
        }

        Assert.Equal(Enumerable.Range(0, _numbers.Count).Select(NameOf), found.Keys.Order(StringComparer.Ordinal));
        return found.Values.Count(count => count > 1);
    }

    /// <summary>
    /// Copies of three archives are deleted, replaced and changed, and three archives come that no catalogue knows.
    /// </summary>
    /// <returns>The IDs of all six, which nobody may delete.</returns>
    public async Task<HashSet<string>> SpoilAsync()
    {
        var spoilt = new HashSet<string>();
        StoredObject[] copies = [.. Objects];
        foreach (
            (StoredObject copy, DamageKind kind) in copies
                .Where((_, i) => i % (copies.Length / 3) == 1)
                .Zip([DamageKind.Delete, DamageKind.Change, DamageKind.Replace])
        )
        {
            spoilt.Add(copy.Traits.Metadata["glacier-archive-id"]);
            Bucket.Damage(copy.Key, kind);
        }

        for (int i = 0; i < 3; i++)
        {
            spoilt.Add(await _service.Client.UploadAsync([1, 2, 3, (byte)i], "late", Vault));
        }

        return spoilt;
    }

    /// <summary>The IDs of the archives that are in the vault.</summary>
    public async Task<HashSet<string>> LeftAsync()
    {
        string job = await _service.Client.InventoryJobAsync(Vault);
        Answer output = null!;
        await UntilAsync(
            async () => (output = await _service.Client.OutputAsync(job, null, Vault)).Code == 200,
            "the inventory is there"
        );
        return
        [
            .. output
                .Json.GetProperty("ArchiveList")
                .EnumerateArray()
                .Select(archive => archive.GetProperty("ArchiveId").GetString()!),
        ];
    }

    /// <summary>The IDs of the archives that a machine's catalogue knows.</summary>
    public HashSet<string> KnownBy(int number) =>
        [.. new VaultCatalog(At(CatalogOf(number)), Vault).Read().Select(archive => archive.ArchiveId)];

    /// <summary>Gives the second machine a catalogue of its own.</summary>
    public void CopyCatalog()
    {
        CatalogConnections.CloseBelow(At("catalog"));
        Directory.CreateDirectory(At(CatalogOf(1)));
        foreach (string path in Directory.GetFiles(At("catalog")))
        {
            File.Copy(path, At($"{CatalogOf(1)}/{Path.GetFileName(path)}"));
        }
    }

    private string At(string name) => Path.Join(_folder.Path, name);

    private static string CatalogOf(int number) =>
        number switch
        {
            0 => "catalog",
            1 => "catalog-1",
            _ => "none",
        };

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"f/{number:D5}.bin");

    private int SizeOf(int number) => number % _every == 1 ? 9 * MiB + number : 100 + number % 900;

    private static byte[] Content(int number, int size)
    {
        byte[] content = new byte[size];
        new Random(number).NextBytes(content);
        return content;
    }

    private async Task FillAsync(int archives, int large)
    {
        await _service.Client.CreateVaultAsync(Vault);
        var stored = new InventoryArchive[archives];
        _every = large > 0 ? archives / large : int.MaxValue;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, archives),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) =>
            {
                byte[] content = Content(i, SizeOf(i));
                string description = ArchiveDescription.Write(NameOf(i), s_stored);
                string id = await _service.Client.UploadAsync(content, description, Vault);
                stored[i] = new InventoryArchive(
                    Vault,
                    id,
                    content.Length,
                    description,
                    // Windows are cut by them.
                    s_stored.AddMinutes(i),
                    TreeHash.Of(content).ToString()
                );
            }
        );
        for (int i = 0; i < archives; i++)
        {
            _numbers.Add(stored[i].ArchiveId, i);
        }

        await new VaultCatalog(Path.Join(_folder.Path, "catalog"), Vault).UpdateAsync(
            ListAsync(stored),
            new InventoryOrigin { InventoryDate = DateTime.UtcNow },
            default
        );
    }

    private static async IAsyncEnumerable<InventoryArchive> ListAsync(InventoryArchive[] archives)
    {
        await Task.CompletedTask;
        foreach (InventoryArchive archive in archives)
        {
            yield return archive;
        }
    }
}
