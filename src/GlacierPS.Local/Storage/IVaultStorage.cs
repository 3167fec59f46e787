using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>The bytes of one vault's archives: blobs, each written once.</summary>
internal interface IVaultStorage
{
    /// <summary>Where it is, for reports.</summary>
    string Place { get; }

    /// <summary>Begins a blob aside.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="expectedLength">How long it will be.</param>
    IBlobFile CreateBlob(ResourceKey key, long expectedLength);

    /// <summary>Opens a kept blob for reading.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    IBlobFile OpenBlob(ResourceKey key);

    /// <summary>The length of a kept blob; null if it is not there.</summary>
    long? LengthOf(ResourceKey key);

    /// <summary>Removes a blob; nothing happens if it is not there.</summary>
    void DeleteBlob(ResourceKey key);

    /// <summary>The kept blobs whose keys begin with a byte, and that are older than a time (UTC).</summary>
    IEnumerable<(ResourceKey Key, long Length)> Blobs(byte first, DateTime before);

    /// <summary>
    /// Blobs that are aside. They are put into their places after the commit that refers to them: one that was there
    /// when the store was opened, and that no record refers to, was never acknowledged, whole or half written.
    /// </summary>
    IEnumerable<ResourceKey> Aside();

    /// <summary>Puts a blob that is aside into its place, unless that fails.</summary>
    void PutInPlace(ResourceKey key);

    /// <summary>
    /// Returns when the removal of these blobs would outlive a power cut: until then their records are all that proves
    /// that they are dead.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    void FlushRemovals(IEnumerable<ResourceKey> removed);

    /// <summary>Files that are not the service's own.</summary>
    IEnumerable<string> Strays();

    /// <summary>Removes these blobs, and then the vault's place if nothing else is in it.</summary>
    void Remove(IReadOnlyList<ResourceKey> blobs);
}
