using System.Collections.Concurrent;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>
/// An archive of 6 MiB and 99 bytes that comes down in seven ranges, and what can go wrong with them.
/// </summary>
public abstract class DownloadScene : IDisposable
{
    private protected TempFolder Temp { get; } = new();

    private protected InMemoryGlacier Glacier { get; } = new();

    private protected RecordedProgress Progress { get; } = new();

    protected byte[] Data { get; } = Random(6 * MiB + 99);

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string Target => Temp.File("file.bin");

    private protected Task<SavedOutput> SaveAsync(
        JobDescription job,
        int throttleLimit = 3,
        long rangeSize = MiB,
        CancellationToken cancellationToken = default
    ) =>
        new JobOutputDownload(
            Glacier,
            new DownloadOptions
            {
                RangeSize = rangeSize,
                ThrottleLimit = throttleLimit,
                Attempts = 3,
                Progress = Progress,
                RetryDelay = TimeSpan.FromMilliseconds(1),
            }
        ).SaveAsync(job, Target, null, cancellationToken);

    protected async Task StopAfterThreeRangesAsync()
    {
        SpoilRange("unavailable", 3 * MiB);
        await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data), throttleLimit: 1)
        );
        Recover();
    }

    protected void Recover()
    {
        Glacier.Before = (_, _, _) => Task.CompletedTask;
        Glacier.Answer = (_, output) => output;
        Glacier.Calls.Clear();
        Progress.Reports.Clear();
        Progress.Notes.Clear();
    }

    /// <summary>
    /// Spoils the first answer for each of some ranges: counted over all of them, answers could all be those for one
    /// range, whose tries are then used up.
    /// </summary>
    protected void SpoilFirstAnswers(string fault, params long[] offsets)
    {
        var unspoilt = new ConcurrentDictionary<long, bool>(
            offsets.Select(offset => KeyValuePair.Create(offset, true))
        );
        Glacier.Answer = (request, output) =>
            request.Range is { } range && unspoilt.TryRemove(range.First, out _) ? Spoil(fault, output) : output;
    }

    protected void SpoilRange(string fault, long offset) =>
        Glacier.Answer = (request, output) => request.Range?.First == offset ? Spoil(fault, output) : output;

    private static JobOutput Spoil(string fault, JobOutput output)
    {
        byte[] bytes = Bytes(output);
        switch (fault)
        {
            case "flip":
                bytes[bytes.Length / 2] ^= 0x10;
                return With(output, new MemoryStream(bytes), output.TreeHash);
            case "cut":
                return With(output, new MemoryStream(bytes, 0, bytes.Length - 1), output.TreeHash);
            case "short":
                return With(output, new MemoryStream(bytes, 0, bytes.Length - 1), output.TreeHash, bytes.Length - 1);
            case "break":
                return With(output, new FaultyBody(bytes, fails: true), output.TreeHash);
            case "stall":
                return With(output, new FaultyBody(bytes, fails: false), output.TreeHash);
            default:
                throw InMemoryGlacier.Unavailable();
        }
    }

    private protected static byte[] Bytes(JobOutput output) => ((MemoryStream)output.Body).ToArray();

    private protected static JobOutput With(
        JobOutput output,
        Stream body,
        Sha256Digest? treeHash,
        long? length = null
    ) =>
        new()
        {
            Body = body,
            Length = length ?? output.Length,
            TotalLength = output.TotalLength,
            TreeHash = treeHash,
        };

    private protected void AssertSaved(SavedOutput saved)
    {
        Assert.True(Data.AsSpan().SequenceEqual(File.ReadAllBytes(Target)));
        Assert.Equal(TreeHash.Of(Data), saved.SHA256TreeHash);
        Assert.Equal([Target], Directory.GetFileSystemEntries(Temp.Path));
    }
}
