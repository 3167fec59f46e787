using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Sync;

/// <summary>
/// Tells which files a vault has already, by its catalogue: under the same name, with the same size, and with the same
/// time of change (to the second) or the same tree hash. Takes about 100 bytes of memory for each archive.
/// </summary>
public sealed class KnownFiles
{
    // 16 bytes of SHA-256 over what is compared: two of 10 million archives are alike by chance with 1 in 10^25.
    private readonly HashSet<UInt128> _sizes = [];
    private readonly HashSet<UInt128> _times = [];
    private readonly HashSet<UInt128> _hashes = [];

    private KnownFiles() { }

    /// <summary>Reads a vault's catalogue.</summary>
    public static KnownFiles Read(VaultCatalog catalog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var known = new KnownFiles();
        foreach (CatalogArchive archive in catalog.Read(null, cancellationToken))
        {
            string name = archive.Name;
            if (name.Length == 0)
            {
                continue;
            }

            known._sizes.Add(KeyOf(name, archive.SizeInBytes, ""));
            if (archive.ModifiedTime is { } time)
            {
                known._times.Add(KeyOf(name, archive.SizeInBytes, SecondOf(time)));
            }

            if (archive.SHA256TreeHash is { } hash)
            {
                known._hashes.Add(KeyOf(name, archive.SizeInBytes, hash));
            }
        }

        return known;
    }

    /// <summary>Whether the vault has a file; it is only read where its time alone differs.</summary>
    /// <param name="name">The name that it has in the vault.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<bool> ContainsAsync(string name, string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!_sizes.Contains(KeyOf(name, file.Length, "")))
        {
            return false;
        }

        if (_times.Contains(KeyOf(name, file.Length, SecondOf(file.LastWriteTimeUtc))))
        {
            return true;
        }

        await using FileStream stream = file.Open(
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        Sha256Digest hash = await FileHashing.TreeHashOfAsync(stream, null, cancellationToken);
        return _hashes.Contains(KeyOf(name, file.Length, hash.ToString()));
    }

    // Descriptions keep whole seconds, the rest cut off.
    private static string SecondOf(DateTime time) => $"{time.Ticks / TimeSpan.TicksPerSecond}";

    private static UInt128 KeyOf(string name, long size, string content)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{size}\0{content}\0{ComparableName.Of(name)}");
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(text));
    }
}
