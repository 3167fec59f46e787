using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Vaults;

/// <summary>A vault's multipart uploads: those in progress, and those that ended within the last day.</summary>
internal sealed class UploadTable
{
    private readonly Dictionary<ResourceKey, UploadInProgress> _byKey = [];
    private readonly SortedList<long, UploadInProgress> _byOrdinal = [];
    private readonly Dictionary<ResourceKey, ClosedUpload> _closed = [];

    /// <summary>The place of the last upload that was ever initiated.</summary>
    public long Ordinal { get; private set; }

    /// <summary>Uploads in progress, in the order in which they were initiated.</summary>
    public IList<UploadInProgress> Open => _byOrdinal.Values;

    public IReadOnlyCollection<ClosedUpload> Closed => _closed.Values;

    /// <summary>An upload in progress; null if there is none.</summary>
    public UploadInProgress? Find(ResourceKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>An upload that ended lately; null if there is none.</summary>
    public ClosedUpload? FindClosed(ResourceKey key) => _closed.GetValueOrDefault(key);

    /// <summary>
    /// Moves on to a place, or by one; answers the place. It is what markers of lists stand for, so it is never given
    /// twice.
    /// </summary>
    public long Reach(long? ordinal)
    {
        long place = ordinal ?? Ordinal + 1;
        Ordinal = Math.Max(Ordinal, place);
        return place;
    }

    public void Begin(UploadInProgress upload)
    {
        _byKey.Add(upload.Key, upload);
        _byOrdinal.Add(upload.Ordinal, upload);
    }

    public void Close(ClosedUpload closed)
    {
        if (_byKey.Remove(closed.Key, out UploadInProgress? upload))
        {
            _byOrdinal.Remove(upload.Ordinal);
        }

        _closed[closed.Key] = closed;
    }

    /// <summary>Forgets uploads that ended before a moment; answers them.</summary>
    public List<ClosedUpload> ForgetClosed(ServiceTime before)
    {
        List<ClosedUpload> old = [.. _closed.Values.Where(closed => closed.At < before)];
        old.ForEach(closed => _closed.Remove(closed.Key));
        return old;
    }
}
