using System.Collections.Concurrent;
using System.Threading.Channels;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>
/// Expands what was restored, one file after the other beside the downloads, which go on meanwhile. A file that cannot
/// be expanded is an error of its own, and stays as it was restored.
/// </summary>
internal sealed class RestoredExpansion
{
    private readonly Channel<RestoredArchive> _restored = Channel.CreateUnbounded<RestoredArchive>();
    private readonly ArchiveExpander _expander;
    private readonly IPipeline _pipeline;
    private readonly Action<RestoredArchive> _report;
    private readonly Func<RestoredArchive, bool> _isCopied;
    private readonly ConcurrentQueue<RestoredArchive> _last = new();
    private readonly Dictionary<string, RestoredArchive> _expanded = new(ComparablePath.Comparer);
    private readonly Task _worker;

    /// <param name="expander">What expands.</param>
    /// <param name="pipeline">Where errors go.</param>
    /// <param name="isCopied">Whether copies are made of a file, so that it has to wait for them.</param>
    /// <param name="report">Told each archive when its file is what it will be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RestoredExpansion(
        ArchiveExpander expander,
        IPipeline pipeline,
        Func<RestoredArchive, bool> isCopied,
        Action<RestoredArchive> report,
        CancellationToken cancellationToken
    )
    {
        (_expander, _pipeline, _isCopied, _report) = (expander, pipeline, isCopied, report);
        _worker = Task.Run(() => RunAsync(cancellationToken), CancellationToken.None);
    }

    /// <summary>Any thread: expands an archive's file when it is its turn.</summary>
    public void Add(RestoredArchive archive)
    {
        if (_isCopied(archive))
        {
            _last.Enqueue(archive);
        }
        else
        {
            _restored.Writer.TryWrite(archive);
        }
    }

    /// <summary>Completes when all of them are expanded; call it when nothing more is restored.</summary>
    public Task CompleteAsync()
    {
        foreach (RestoredArchive archive in _last)
        {
            _restored.Writer.TryWrite(archive);
        }

        _restored.Writer.TryComplete();
        return _worker;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (RestoredArchive archive in _restored.Reader.ReadAllAsync(cancellationToken))
        {
            // Archives with the same name and content are one file.
            if (!_expanded.TryGetValue(archive.FullName, out RestoredArchive? done))
            {
                done = Expand(archive, cancellationToken);
                _expanded[archive.FullName] = done;
            }

            _report(
                archive with
                {
                    FullName = done.FullName,
                    SizeInBytes = done.SizeInBytes,
                    PackedPath = done.PackedPath,
                }
            );
        }
    }

    private RestoredArchive Expand(RestoredArchive archive, CancellationToken cancellationToken)
    {
        // One that was expanded before has its stored bytes beside it, and its owner's file was never packed.
        if (archive.IsFolder || archive.IsOriginal || archive.PackedPath is not null)
        {
            return archive;
        }

        ExpandedArchive? done = _expander.TryExpand(
            new ExpansionRequest
            {
                Path = archive.FullName,
                Folder = Path.GetDirectoryName(archive.FullName)!,
                WrittenBy = archive.WrittenBy,
                Compressed = archive.Compressed,
                Encrypted = archive.Encrypted,
                OriginalSize = archive.OriginalSize,
                OriginalMD5 = archive.OriginalMD5,
                ModifiedTime = archive.ModifiedTime,
                ByToolsAlone = true,
            },
            _pipeline,
            cancellationToken
        );
        return done?.Files is [var file]
            ? archive with
            {
                FullName = file.Path,
                SizeInBytes = new FileInfo(file.Path).Length,
                PackedPath = done.PackedPath,
            }
            : archive;
    }
}
