using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Sync;

/// <summary>
/// Tells which files a vault has already, by its catalogue: where the newest archive of the same name has the same
/// size, and the same time of change (to the second) or the same tree hash. Of one that another tool compressed or
/// encrypted the size, time and MD5 from before that count. Takes about 100 bytes of memory for each name.
/// </summary>
public sealed class KnownFiles
{
    // By 16 bytes of SHA-256 over the name: two of 10 million names are alike by chance with 1 in 10^25.
    private readonly Dictionary<UInt128, Known> _newest = [];
    private readonly StoredForms _forms = new();

    /// <summary>The newest archive of a name; its time in whole seconds, its hash cut to 16 bytes.</summary>
    private readonly record struct Known(DateTime Created, long? Size, long? Second, UInt128? Hash, bool IsPacked);

    private KnownFiles() { }

    /// <summary>Reads a vault's catalogue.</summary>
    public static KnownFiles Read(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var known = new KnownFiles();
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            known._forms.Count(archive.Compressed, archive.Encrypted, archive.WrittenBy);
            foreach (ArchiveName name in archive.AllNames.Where(name => name.Name.Length > 0))
            {
                known.Add(archive, name);
            }
        }

        return known;
    }

    /// <summary>What is told of archives that are compressed or encrypted; null if the vault has none.</summary>
    /// <param name="meaning">What it means here (<see cref="StoredForms.Describe"/>).</param>
    public string? DescribeForms(string meaning) => _forms.Describe(meaning);

    /// <summary>Whether the vault has a file; it is only read where its time alone differs.</summary>
    /// <param name="name">The name that it has in the vault.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<bool> ContainsAsync(string name, string path, CancellationToken cancellationToken)
    {
        if (!_newest.TryGetValue(KeyOf(name), out Known known))
        {
            return false;
        }

        var file = new FileInfo(path);
        if (known.Size is { } size && file.Length != size)
        {
            return false;
        }

        if (known.Second == SecondOf(file.LastWriteTimeUtc))
        {
            return true;
        }

        if (known.Hash is not { } hash)
        {
            return false;
        }

        await using FileStream stream = file.Open(
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        return known.IsPacked
            ? Start(await OriginalFile.MD5OfAsync(stream, cancellationToken)) == hash
            : Start((await FileHashing.TreeHashOfAsync(stream, null, cancellationToken)).Bytes) == hash;
    }

    private void Add(CatalogArchive archive, ArchiveName name)
    {
        UInt128 key = KeyOf(name.Name);
        if (_newest.TryGetValue(key, out Known newest) && newest.Created >= archive.CreationDate)
        {
            return;
        }

        bool isPacked = archive.Compressed || archive.Encrypted;
        _newest[key] = new Known(
            archive.CreationDate,
            OriginalFile.SizeOf(archive),
            name.ModifiedTime is { } time ? SecondOf(time) : null,
            !isPacked ? (archive.TreeHash == default ? null : Start(archive.TreeHash.Bytes))
                : archive.OriginalMD5 is { } md5 ? Start(Convert.FromHexString(md5))
                : null,
            isPacked
        );
    }

    // Descriptions keep whole seconds, the rest cut off.
    private static long SecondOf(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;

    private static UInt128 KeyOf(string name) =>
        Start(SHA256.HashData(Encoding.UTF8.GetBytes(ComparableName.Of(name))));

    private static UInt128 Start(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);
}
