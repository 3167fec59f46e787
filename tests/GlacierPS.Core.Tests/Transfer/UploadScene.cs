using GlacierPS.Core.Hashing;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>A file of 8 MiB and 123 bytes that goes up in nine parts, and ways to stop it on its way.</summary>
public abstract class UploadScene : IDisposable
{
    protected const int Length = 8 * MiB + 123;
    protected const int Parts = 9;

    protected UploadScene() => FilePath = Temp.WriteFile(Data);

    private protected TempFolder Temp { get; } = new();

    private protected InMemoryGlacier Glacier { get; } = new();

    private protected RecordedProgress Progress { get; } = new();

    protected byte[] Data { get; } = Random(Length);

    protected string FilePath { get; }

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<UploadIncompleteException> StopAfterAsync(int parts, string? path = null)
    {
        FailAfter(parts);
        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(path: path)
        );
        Restart();
        return error;
    }

    /// <summary>Lets so many parts pass; parts beyond that fail, once those have arrived.</summary>
    protected void FailAfter(int parts)
    {
        int begun = 0;
        int arrived = 0;
        var all = new TaskCompletionSource();
        Glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart" && Interlocked.Increment(ref begun) > parts)
            {
                await all.Task.WaitAsync(token);
                throw InMemoryGlacier.Unavailable();
            }
        };
        Glacier.After = operation =>
        {
            if (operation == "UploadPart" && Interlocked.Increment(ref arrived) == parts)
            {
                // After the caller of the last good part has gone on.
                _ = Task.Delay(50).ContinueWith(_ => all.TrySetResult(), TaskScheduler.Default);
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>As another process would: nothing is left but the journal and the service.</summary>
    protected void Restart()
    {
        Glacier.Before = (_, _, _) => Task.CompletedTask;
        Glacier.After = _ => Task.CompletedTask;
        Glacier.Calls.Clear();
        Progress.Reports.Clear();
        Progress.Notes.Clear();
        Progress.Warnings.Clear();
    }

    private protected Task<SentArchive> SendAsync(UploadOptions? options = null, string? path = null) =>
        new ArchiveUpload(Glacier, options ?? Temp.Options(Progress)).SendFileAsync(
            InMemoryGlacier.Vault,
            path ?? FilePath,
            "d",
            default
        );

    private protected void AssertStoredOnce(SentArchive sent, int journals = 0)
    {
        Assert.True(Data.AsSpan().SequenceEqual(Assert.Single(Glacier.Archives).Value.Data));
        Assert.Equal(Glacier.Archives.Keys.Single(), sent.ArchiveId);
        Assert.Equal(TreeHash.Of(Data), sent.SHA256TreeHash);
        Assert.Equal(journals, Temp.JournalFiles());
    }
}
