using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>One transfer's share of what the cmdlet shows for all of them.</summary>
internal sealed class MeterProgress(ProgressMeter meter, IPipeline pipeline, bool knowsSize = true) : ITransferProgress
{
    private readonly object _lock = new();
    private long _done;
    private long _expected;

    public void Report(TransferProgress progress)
    {
        lock (_lock)
        {
            meter.Add(progress.BytesDone - _done);
            _done = progress.BytesDone;
            if (!knowsSize && progress.BytesTotal is { } total)
            {
                meter.Expect(total - _expected);
                _expected = total;
            }
        }
    }

    public void Note(string message) => pipeline.Verbose(message);

    public void Warn(string message) => pipeline.Warn(message);
}
