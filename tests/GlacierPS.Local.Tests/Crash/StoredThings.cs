using System.Collections.Concurrent;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>An archive by the number from which its bytes and its description follow.</summary>
internal sealed record SentArchive(int Number, int Length)
{
    public string Description => $"archive {Number}";

    public byte[] Bytes => TestData.Bytes(Length, Number);
}

/// <summary>A multipart upload, what was sent of it, and how far that was answered.</summary>
internal sealed class SentUpload(string id, SentArchive archive)
{
    public const int PartSize = TestData.MiB;

    public string Id { get; } = id;

    public SentArchive Archive { get; } = archive;

    /// <summary>Offsets of parts that were answered with success.</summary>
    public ConcurrentDictionary<long, bool> Stored { get; } = [];

    /// <summary>Whether it was asked to complete: it is either still open or an archive, if no answer came.</summary>
    public bool MayBeComplete { get; set; }
}

/// <summary>A job that was answered with success, and whose archive it retrieves; null for an inventory.</summary>
internal sealed record StartedJob(string Id, SentArchive? Archive);

/// <summary>What the service answered for, and what it may have done without an answer.</summary>
internal sealed class Ledger
{
    private int _number;

    /// <summary>Archives that must be there, by their ID.</summary>
    public ConcurrentDictionary<string, SentArchive> Stored { get; } = [];

    /// <summary>
    /// Archives whose upload had no answer, by their description: there and whole, or not there at all.
    /// </summary>
    public ConcurrentDictionary<string, SentArchive> Uncertain { get; } = [];

    /// <summary>IDs of archives that must not be there.</summary>
    public ConcurrentDictionary<string, bool> Deleted { get; } = [];

    /// <summary>Archives whose deletion had no answer.</summary>
    public ConcurrentDictionary<string, SentArchive> UncertainlyDeleted { get; } = [];

    public ConcurrentDictionary<string, SentUpload> Uploads { get; } = [];

    public ConcurrentQueue<StartedJob> Jobs { get; } = [];

    /// <summary>An archive that was never sent before.</summary>
    public SentArchive NewArchive(int length) => new(Interlocked.Increment(ref _number), length);
}
