using System.Collections.Concurrent;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>Remembers what a transfer told.</summary>
internal sealed class RecordedProgress : ITransferProgress
{
    public ConcurrentQueue<TransferProgress> Reports { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public TransferProgress Last => Reports.MaxBy(report => (report.BytesDone, report.PartsDone));

    public void Report(TransferProgress progress) => Reports.Enqueue(progress);

    public void Note(string message) => Notes.Enqueue(message);

    public void Warn(string message) => Warnings.Enqueue(message);
}
