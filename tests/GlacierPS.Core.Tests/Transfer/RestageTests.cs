using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class RestageTests : DownloadScene
{
    [Fact]
    public async Task A_job_that_is_forgotten_meanwhile_is_started_anew_and_nothing_is_fetched_twice()
    {
        JobDescription job = Glacier.AddArchiveJob(Data);
        ExpireAfter(3, job.JobId);

        SavedOutput saved = await Download(restage: true).SaveAsync(job, Target, null, default);

        Assert.True(Data.AsSpan().SequenceEqual(File.ReadAllBytes(Target)));
        Assert.True(saved.Verified);
        Assert.Equal(1, Glacier.Count("InitiateJob"));
        Assert.Contains(Progress.Warnings, warning => warning.Contains("takes its place", StringComparison.Ordinal));

        // Seven ranges, and the one that was refused.
        Assert.Equal(8, Glacier.Count("GetJobOutput"));
    }

    [Fact]
    public async Task Without_leave_no_job_is_started_and_what_was_fetched_is_kept()
    {
        JobDescription job = Glacier.AddArchiveJob(Data);
        ExpireAfter(3, job.JobId);

        DownloadIncompleteException error = await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            Download(restage: false).SaveAsync(job, Target, null, default)
        );

        Assert.IsType<ResourceNotFoundException>(error.InnerException);
        Assert.Equal(3 * MiB, error.BytesKept);
        Assert.Equal(0, Glacier.Count("InitiateJob"));
    }

    [Fact]
    public async Task A_download_is_listed_until_it_is_a_file_and_goes_on_from_its_record_with_another_job()
    {
        JobDescription job = Glacier.AddArchiveJob(Data);
        ExpireAfter(3, job.JobId);
        await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            Download(restage: false).SaveAsync(job, Target, DateTime.UnixEpoch, default)
        );
        UnfinishedDownload listed = Assert.Single(DownloadJournal.List(Temp.File("journal")));
        Assert.Equal(
            (job.VaultName, job.JobId, job.ArchiveId, Target, Data.LongLength, 3L * MiB, false),
            (
                listed.VaultName,
                listed.JobId,
                listed.ArchiveId,
                listed.Path,
                listed.SizeInBytes,
                listed.BytesStored,
                listed.InUse
            )
        );
        Recover();
        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            Download(restage: false).ResumeAsync(listed, default)
        );

        SavedOutput saved = await Download(restage: true).ResumeAsync(listed, default);

        Assert.Equal((3L * MiB, Data.LongLength, true), (saved.BytesResumed, saved.SizeInBytes, saved.Verified));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(Target));
        Assert.Empty(DownloadJournal.List(Temp.File("journal")));
    }

    [Fact]
    public async Task A_forgotten_download_leaves_nothing_behind()
    {
        JobDescription job = Glacier.AddArchiveJob(Data);
        ExpireAfter(3, job.JobId);
        await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            Download(restage: false).SaveAsync(job, Target, null, default)
        );

        DownloadJournal.Forget(DownloadJournal.List(Temp.File("journal")).Single());

        Assert.Empty(Directory.GetFiles(Temp.Path, "*", SearchOption.AllDirectories));
    }

    private JobOutputDownload Download(bool restage) =>
        new(
            Glacier,
            new DownloadOptions
            {
                RangeSize = MiB,
                ThrottleLimit = 1,
                Attempts = 1,
                Restage = restage,
                JournalFolder = Temp.File("journal"),
                Connection = "c",
                Progress = Progress,
            }
        );

    private void ExpireAfter(int ranges, string jobId)
    {
        int fetched = 0;
        Glacier.Before = (operation, request, _) =>
        {
            if (operation == "GetJobOutput" && ((JobOutputRequest)request).JobId == jobId && fetched++ == ranges)
            {
                Glacier.ExpireOutput(jobId);
            }

            return Task.CompletedTask;
        };
    }
}
