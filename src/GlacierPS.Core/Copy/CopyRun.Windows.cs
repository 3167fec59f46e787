using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Copy;

/// <content>The end of a window: what is open on its keys, and its manifest.</content>
internal sealed partial class CopyRun
{
    private async Task EndWindowAsync(CopyWork work, IReadOnlyList<CopyTarget> targets, List<Task> running)
    {
        await Task.WhenAll(running);
        _cancellationToken.ThrowIfCancellationRequested();
        HashSet<string> keys = [.. targets.Select(target => target.Key).OfType<string>()];
        await foreach (OpenUpload open in _bucket.ListUploadsAsync(_options.Prefix, _cancellationToken))
        {
            if (!keys.Contains(open.Key))
            {
                continue;
            }

            if (!open.CanBeOurs)
            {
                _report.Warn(
                    $"An upload is open on '{open.Key}' that is not from here: it has other checksums. It is left "
                        + "alone. When it is completed it takes the copy's place."
                );
                continue;
            }

            await _bucket.AbortUploadAsync(open.Key, open.UploadId, _cancellationToken);
            _report.Note($"An upload that was left open on '{open.Key}' is aborted.");
        }

        _opened.Forget(keys);

        foreach (string key in keys)
        {
            _keys.Release(key);
        }

        await ListAsync(work.Window, targets);
        await work.EndAsync(_cancellationToken);
    }

    /// <summary>Writes the window's manifest, of what no earlier one lists.</summary>
    private async Task ListAsync(CopyWindow window, IReadOnlyList<CopyTarget> targets)
    {
        var proven = new List<ManifestEntry>();
        foreach (CopyTarget target in targets)
        {
            if (_proven.TryRemove(target.Archive.ArchiveId, out ManifestEntry? entry))
            {
                proven.Add(entry);
            }
        }

        IReadOnlyList<ManifestEntry> unlisted = await _manifests.UnlistedAsync(window, proven, _cancellationToken);
        if (unlisted.Count > 0)
        {
            DateTime now = _options.Time.GetUtcNow().UtcDateTime;
            string key = await _manifests.WriteAsync(window, unlisted, _options.Region, now, _cancellationToken);
            _report.Note($"The manifest '{key}' lists {Quantity.Of(unlisted.Count, "archive")}.");
        }
    }
}
