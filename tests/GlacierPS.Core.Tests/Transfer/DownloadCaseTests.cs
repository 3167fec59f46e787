using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Download;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Transfer;

/// <summary>What lies beside a download's target, and what services answer.</summary>
public sealed class DownloadCaseTests : DownloadScene
{
    [Theory]
    [InlineData(".glacier-partial")]
    [InlineData(".glacier-journal")]
    public async Task A10_A_file_that_no_download_has_left_is_not_overwritten(string suffix)
    {
        byte[] foreign = Random(5000, seed: 9);
        await File.WriteAllBytesAsync(Target + suffix, foreign);

        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data))
        );

        Assert.Equal("NotAPartialFile", error.ErrorId);
        Assert.Contains(Target + suffix, error.Message, StringComparison.Ordinal);
        Assert.Equal(foreign, await File.ReadAllBytesAsync(Target + suffix));
        Assert.Equal([Target + suffix], Directory.GetFileSystemEntries(Temp.Path));
        Assert.Equal(0, Glacier.Count("GetJobOutput"));
    }

    [Fact]
    public async Task A09_What_is_not_the_archive_that_was_listed_does_not_replace_a_file()
    {
        await File.WriteAllTextAsync(Target, "good");
        JobDescription job = Glacier.AddArchiveJob(Data);
        job = job with { SHA256TreeHash = new string('0', 64), ArchiveSHA256TreeHash = new string('0', 64) };

        // As services do that tell no tree hash with an output: then only the whole can be compared.
        Glacier.Answer = (_, output) => With(output, new MemoryStream(Bytes(output)), treeHash: null);
        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            new JobOutputDownload(Glacier, new DownloadOptions { Overwrite = true }).SaveAsync(
                job,
                Target,
                null,
                default
            )
        );

        Assert.Equal("TreeHashMismatch", error.ErrorId);
        Assert.Equal("good", await File.ReadAllTextAsync(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(Temp.Path));
    }

    [LinkTheory]
    [InlineData(".glacier-partial")]
    [InlineData(".glacier-journal")]
    public async Task A10_A_link_in_the_place_of_a_file_of_ours_is_not_followed(string suffix)
    {
        string precious = Temp.File("precious");
        await File.WriteAllTextAsync(precious, "precious");
        File.CreateSymbolicLink(Target + suffix, precious);

        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() =>
            SaveAsync(Glacier.AddArchiveJob(Data))
        );

        Assert.Equal("CannotWrite", error.ErrorId);
        Assert.Contains("link", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(precious));
        Assert.False(File.Exists(Target));
    }

    [Theory]
    [InlineData("a.bin.glacier-partial")]
    [InlineData("a.bin.GLACIER-JOURNAL")]
    public async Task A10_A_name_of_ours_is_no_target(string name)
    {
        GlacierInputException error = await Assert.ThrowsAsync<GlacierInputException>(() =>
            new JobOutputDownload(Glacier).SaveAsync(Glacier.AddArchiveJob(Data), Temp.File(name), null, default)
        );

        Assert.Equal("TargetNameReserved", error.ErrorId);
        Assert.Empty(Directory.GetFileSystemEntries(Temp.Path));
    }

    [Fact]
    public async Task W09_A_read_only_target_that_the_system_does_not_replace_is_refused_before_anything_is_fetched()
    {
        await File.WriteAllTextAsync(Target, "old");
        File.SetAttributes(Target, FileAttributes.ReadOnly);
        try
        {
            Task<SavedOutput> saving = new JobOutputDownload(
                Glacier,
                new DownloadOptions { Overwrite = true }
            ).SaveAsync(Glacier.AddArchiveJob(Data), Target, null, default);
            if (!OperatingSystem.IsWindows())
            {
                // The folder's rights decide here.
                Assert.True((await saving).Verified);
                Assert.Equal(Data, await File.ReadAllBytesAsync(Target));
                return;
            }

            GlacierTransferException error = await Assert.ThrowsAsync<GlacierTransferException>(() => saving);
            Assert.Equal("CannotWrite", error.ErrorId);
            Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
            Assert.Equal(0, Glacier.Count("GetJobOutput"));
            Assert.Equal("old", await File.ReadAllTextAsync(Target));
            Assert.Equal([Target], Directory.GetFileSystemEntries(Temp.Path));
        }
        finally
        {
            File.SetAttributes(Target, FileAttributes.Normal);
        }
    }

    [Fact]
    public async Task W03_A_journal_that_cannot_be_deleted_fails_no_download_and_is_told()
    {
        int answers = 0;
        using var held = new HeldFile(Target + ".glacier-journal");
        Glacier.Answer = (_, output) =>
        {
            if (Interlocked.Increment(ref answers) == 1)
            {
                held.Hold();
            }

            return output;
        };

        SavedOutput saved = await SaveAsync(Glacier.AddArchiveJob(Data));

        Assert.True(saved.Verified);
        Assert.Equal(Data, await File.ReadAllBytesAsync(Target));
        Assert.Contains("could not be deleted", Assert.Single(Progress.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C06_An_answer_with_all_bytes_to_a_request_for_the_rest_is_not_appended()
    {
        byte[] data = Random(3 * MiB);
        int answers = 0;
        Glacier.Answer = (_, output) =>
            ++answers == 1
                ? With(output, new FaultyBody(Bytes(output), fails: true), output.TreeHash)
                : new JobOutput
                {
                    // 200, without Content-Range.
                    Body = new MemoryStream(data),
                    Length = data.Length,
                    TotalLength = data.Length,
                };
        await using JobOutputStream stream = await JobOutputStream.OpenAsync(
            Glacier,
            Glacier.AddInventoryJob(data),
            new DownloadOptions { Attempts = 2, RetryDelay = TimeSpan.FromMilliseconds(1) },
            default
        );
        using var copy = new MemoryStream();

        GlacierException error = await Assert.ThrowsAnyAsync<GlacierException>(() => stream.CopyToAsync(copy));

        Assert.Equal("RangeDamaged", error.ErrorId);
        Assert.True(data.AsSpan(0, (int)copy.Length).SequenceEqual(copy.ToArray()));
    }
}
