using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Storage;

/// <summary>
/// What one vault is kept on: a journal of what happened to it, and immutable blobs with the archives' bytes.
/// </summary>
internal interface IVaultStorage : IDisposable
{
    AccountKey Account { get; }

    /// <summary>Where it is, for reports.</summary>
    string Place { get; }

    IAppendFile Journal { get; }

    /// <summary>Puts another journal in the place of this one, in one step: written aside, flushed, renamed.</summary>
    void ReplaceJournal(Action<IAppendFile> write);

    /// <summary>Begins a blob aside; it is nowhere to be found until it is kept.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="expectedLength">How long it will be, so that a full disk is noticed at once.</param>
    IBlobFile CreateBlob(ResourceKey key, long expectedLength);

    /// <summary>Opens a kept blob for reading.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    IBlobFile OpenBlob(ResourceKey key);

    /// <summary>The length of a kept blob; null if it is not there.</summary>
    long? LengthOf(ResourceKey key);

    /// <summary>Removes a blob; nothing happens if it is not there.</summary>
    void DeleteBlob(ResourceKey key);

    /// <summary>
    /// Tells every kept blob and its length, and removes what was left aside. Several threads may call at once, but
    /// only one for keys that share their first byte.
    /// </summary>
    void VisitBlobs(Action<ResourceKey, long> visit);

    /// <summary>Removes the vault's place and all in it.</summary>
    void Remove();
}
