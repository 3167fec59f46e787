using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GlacierPS.Core.Copy;

namespace GlacierPS.Core.Report;

/// <summary>
/// The copies of a vault in one bucket or folder, as this machine's records have them: how far they have come, and of
/// which archives a copy is proven. 16 bytes are kept of each of these.
/// </summary>
public sealed class VaultCopies
{
    // By 16 bytes of SHA-256 over the archives' IDs: two of 10 million are alike by chance with 1 in 10^25.
    private readonly UInt128[] _proven;

    private VaultCopies(CopyState state, UInt128[] proven) => (State, _proven) = (state, proven);

    /// <summary>How far they have come.</summary>
    public CopyState State { get; }

    /// <summary>Reads the records of a vault, the destination that was begun last first.</summary>
    /// <param name="records">The records.</param>
    /// <param name="isRunning">Whether a process of this machine copies the vault now.</param>
    /// <param name="now">The time, in UTC.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Storage.DatabaseException">The records are damaged, or cannot be read.</exception>
    public static IReadOnlyList<VaultCopies> Read(
        CopyRecords records,
        bool isRunning,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(records);
        var found = new List<VaultCopies>();
        foreach (CopyDestination destination in records.Destinations())
        {
            UInt128[] proven = [.. records.All(destination).Select(entry => KeyOf(entry, cancellationToken))];
            Array.Sort(proven);
            CopyState state = CopyState.Of(
                destination,
                records.Failures(destination),
                proven.Length,
                isRunning && found.Count == 0 && destination.Ended is null,
                now
            );
            found.Add(new VaultCopies(state, proven));
        }

        return found;
    }

    /// <summary>Whether the copy of an archive is proven.</summary>
    internal bool Has(ReadOnlySpan<byte> archiveId) => Array.BinarySearch(_proven, KeyOf(archiveId)) >= 0;

    private static UInt128 KeyOf(ManifestEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return KeyOf(Encoding.UTF8.GetBytes(entry.ArchiveId));
    }

    private static UInt128 KeyOf(ReadOnlySpan<byte> archiveId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(archiveId, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
