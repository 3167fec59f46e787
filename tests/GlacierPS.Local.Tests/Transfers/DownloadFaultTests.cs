using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>Downloads through faults of the service: a whole file under its name, or none.</summary>
public sealed class DownloadFaultTests : TransferHarness
{
    private string Target => Path.Combine(Temp.Path, "back.bin");

    [Theory]
    [InlineData("throttling")]
    [InlineData("408")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("reset")]
    [InlineData("silence")]
    [InlineData("cut")]
    [InlineData("damage")]
    public async Task Ranges_that_meet_a_passing_fault_are_fetched_again(string fault)
    {
        JobDescription job = await StartJobAsync();
        Add("GetJobOutput", FaultNames.Action(fault), count: 4);

        SavedOutput saved = await Download().SaveAsync(job, Target, null, default);

        AssertSaved(saved);
    }

    [Fact]
    public async Task A_stopped_download_goes_on_where_it_was_and_the_name_comes_last()
    {
        JobDescription job = await StartJobAsync();
        Add("GetJobOutput", new FaultAction.DropAfterBytes(long.MaxValue), count: 3);
        Add("GetJobOutput", new FaultAction.Refuse(403, "ExpiredTokenException"));

        await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            Download(atOnce: 1).SaveAsync(job, Target, null, default)
        );

        Assert.False(File.Exists(Target));
        Service.Glacier.Faults.Clear();
        SavedOutput saved = await Download().SaveAsync(job, Target, null, default);
        Assert.Equal(3 * MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_job_that_expires_in_the_midst_is_started_anew_if_that_was_allowed()
    {
        JobDescription job = await StartJobAsync();
        Add("GetJobOutput", new FaultAction.DropAfterBytes(long.MaxValue), count: 3);
        Add("GetJobOutput", new FaultAction.Refuse(403, "ExpiredTokenException"));
        await Assert.ThrowsAsync<DownloadIncompleteException>(() =>
            Download(atOnce: 1).SaveAsync(job, Target, null, default)
        );
        Service.Glacier.Faults.Clear();
        Clock.Advance(TimeSpan.FromHours(49));

        await Assert.ThrowsAsync<DownloadIncompleteException>(() => Download().SaveAsync(job, Target, null, default));
        SavedOutput saved = await Download(restage: true).SaveAsync(job, Target, null, default);

        Assert.Equal(3 * MiB, saved.BytesResumed);
        AssertSaved(saved);
    }

    [Fact]
    public async Task A_full_disk_stops_it_with_one_clear_error()
    {
        SmallDisk disk;
        try
        {
            disk = new SmallDisk(3 * MiB);
        }
        catch (InvalidOperationException)
        {
            // Only root can mount one; the suite of the cmdlets has the same case.
            return;
        }

        using (disk)
        {
            JobDescription job = await StartJobAsync();
            string target = Path.Combine(disk.Path, "back.bin");

            GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() =>
                Download().SaveAsync(job, target, null, default)
            );

            Assert.Equal("DiskFull", error.ErrorId);
            Assert.False(File.Exists(target));
        }
    }

    private async Task<JobDescription> StartJobAsync()
    {
        string archive = await Service.Client.UploadInPartsAsync(Data, MiB);
        return await Glacier.DescribeJobAsync("v", await Service.Client.ArchiveJobAsync(archive), default);
    }

    private JobOutputDownload Download(bool restage = false, int atOnce = 3) =>
        new(
            Glacier,
            new DownloadOptions
            {
                RangeSize = MiB,
                ThrottleLimit = atOnce,
                Restage = restage,
                RetryDelay = TimeSpan.FromMilliseconds(20),
            }
        );

    private void AssertSaved(SavedOutput saved)
    {
        Assert.True(saved.Verified);
        Assert.True(Data.AsSpan().SequenceEqual(File.ReadAllBytes(Target)));
        Assert.Equal([Target], Directory.GetFiles(Temp.Path, "back*"));
    }
}
