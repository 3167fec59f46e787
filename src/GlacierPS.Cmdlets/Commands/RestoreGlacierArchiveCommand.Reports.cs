using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Restore;

namespace GlacierPS.Cmdlets.Commands;

/// <content>What is told of archives that begin and end.</content>
public sealed partial class RestoreGlacierArchiveCommand
{
    /// <summary>Counts archives that begin, and which of them become several files.</summary>
    private void Begin(IReadOnlyCollection<RestoreItem> items)
    {
        foreach (RestoreItem item in items)
        {
            foreach (string name in item.OtherNames.Select(other => other.Name).Prepend(item.Name ?? item.ArchiveId))
            {
                _meter.Begin(name, bytes: item.SizeInBytes ?? 0);
            }

            if (item.OtherNames.Count > 0)
            {
                _copied.TryAdd(item.ArchiveId, true);
            }
        }
    }

    /// <summary>Has archives restored, expands them if that is wished, and tells what they are at the end.</summary>
    private async Task RestoreAsync(
        Func<Action<RestoredArchive>, Task> restore,
        IPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var expander = new ArchiveExpander(new ExpansionOptions { Password = Password, Overwrite = Force });
        var expansion = new RestoredExpansion(
            expander,
            pipeline,
            file => _copied.ContainsKey(file.ArchiveId),
            file => Report(file, pipeline),
            cancellationToken
        );
        try
        {
            await restore(Expand ? expansion.Add : archive => Report(archive, pipeline));
        }
        finally
        {
            await expansion.CompleteAsync();
        }

        foreach (string warning in expander.Warnings(ofNotPacked: false))
        {
            pipeline.Warn(warning);
        }

        if (_forms.Describe(FormsMeaning) is { } packed)
        {
            pipeline.Warn(packed);
        }

        if (_renamed > MaxWarnings)
        {
            pipeline.Warn(
                $"{Quantity.Of(_renamed, "archive")} in all went elsewhere than the name says: RenamedBecause of each "
                    + "tells why."
            );
        }
    }

    private void Report(RestoredArchive archive, IPipeline pipeline)
    {
        _meter.End();
        bool isStoredForm = archive is { PackedPath: null, IsOriginal: false };
        _forms.Count(isStoredForm && archive.Compressed, isStoredForm && archive.Encrypted, archive.WrittenBy);
        if (archive.WasThere || archive.IsCopy || archive.SameAs is not null)
        {
            _meter.Add(archive.SizeInBytes);
        }

        if (archive.RenamedBecause is { } reason && Interlocked.Increment(ref _renamed) <= MaxWarnings)
        {
            pipeline.Warn($"An archive went to '{archive.FullName}'. {reason}");
        }

        pipeline.Write(NoWait ? RestoreState.Of(archive) : archive);
    }

    private void Report(RestoreItem item, Exception error, IPipeline pipeline)
    {
        _meter.End();
        pipeline.Fail(error, item.ArchiveId);
        if (NoWait)
        {
            pipeline.Write(RestoreState.Of(item, error));
        }
    }

    private void Report(RestoreState state, IPipeline pipeline)
    {
        _meter.End();
        pipeline.Write(state);
    }
}
