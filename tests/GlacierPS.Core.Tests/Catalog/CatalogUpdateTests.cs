using System.Diagnostics;
using System.Net;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Threading;
using GlacierPS.Local;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>An update from the service, and what others do to the catalogue meanwhile.</summary>
public sealed class CatalogUpdateTests
{
    [Fact]
    public async Task An_upload_is_noted_at_once_while_an_inventorys_output_is_slow()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("first", "first.txt");
        await vault.UpdateAsync();
        using var asked = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        vault.Service.Before = request =>
        {
            if (IsOutput(request))
            {
                asked.Release();
                Assert.True(goOn.Wait(TimeSpan.FromMinutes(1)));
            }
        };
        Task updating = Task.Run(vault.UpdateAsync);
        try
        {
            Assert.True(await asked.WaitAsync(TimeSpan.FromMinutes(1)));
            long begun = Stopwatch.GetTimestamp();
            await vault.SendAsync("second", "second.txt");
            Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Assert.False(updating.IsCompleted);
        }
        finally
        {
            goOn.Set();
        }

        await updating;
        Assert.Equal(["first.txt", "second.txt"], vault.Catalog.Read().Select(archive => archive.Name).Order());
    }

    [Fact]
    public async Task An_output_that_breaks_off_leaves_the_catalogue_as_it_was_and_no_file_behind()
    {
        using CatalogedVault vault = await CatalogedVault.StartAsync();
        await vault.SendAsync("first", "first.txt");
        await vault.UpdateAsync();
        string[] before = Files(vault);
        vault.Service.Before = request =>
        {
            if (IsOutput(request))
            {
                throw new InvalidOperationException("no output today");
            }
        };

        Exception error = await Assert.ThrowsAnyAsync<Exception>(vault.UpdateAsync);
        Assert.Contains("no output today", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Files(vault));
        Assert.Equal(["first.txt"], vault.Catalog.Read().Select(archive => archive.Name));
    }

    [Fact]
    public async Task C01_An_update_ends_well_though_every_operation_fails_at_first()
    {
        using CatalogedVault vault = await SlowAsync();
        await vault.SendAsync("first", "first.txt");
        EndJobsWhenStarted(vault);
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            vault.Service.Glacier,
            (_, before) => before < 8 ? new ServiceUnavailableException("Not now.", (HttpStatusCode)503, "r") : null
        );
        var warnings = new List<string>();
        await UpdateAsync(vault, glacier, warnings.Add);

        Assert.Equal(["first.txt"], vault.Catalog.Read().Select(archive => archive.Name));
        Assert.Single(warnings);
        Assert.Equal(1, vault.Service.JobsStarted);
        Assert.All(
            [
                nameof(IGlacier.DescribeVaultAsync),
                nameof(IGlacier.ListJobsAsync),
                nameof(IGlacier.InitiateJobAsync),
                nameof(IGlacier.DescribeJobAsync),
                nameof(IGlacier.GetJobOutputAsync),
            ],
            method => Assert.InRange(faults.Count(method), 9, 100)
        );
    }

    [Fact]
    public async Task C01_An_inventory_job_whose_answer_was_lost_is_found_and_not_started_again()
    {
        using CatalogedVault vault = await SlowAsync();
        await vault.SendAsync("first", "first.txt");
        vault.Service.After = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                vault.Service.Time.Advance(TimeSpan.FromHours(5));
                throw new HttpRequestException("the answer is lost");
            }
        };
        await UpdateAsync(vault, vault.Service.Glacier, _ => { });

        Assert.Equal(["first.txt"], vault.Catalog.Read().Select(archive => archive.Name));
        Assert.Equal(1, vault.Service.JobsStarted);
    }

    private static async Task<CatalogedVault> SlowAsync() =>
        new(
            await LocalService.StartAsync(options =>
                options with
                {
                    JobTimes = new JobTimes { Inventory = TimeSpan.FromHours(4) },
                }
            )
        );

    private static void EndJobsWhenStarted(CatalogedVault vault) =>
        vault.Service.After = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                vault.Service.Time.Advance(TimeSpan.FromHours(5));
            }
        };

    private static async Task UpdateAsync(CatalogedVault vault, IGlacier glacier, Action<string> warn)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var errors = new PassingErrors(warn, first: TimeSpan.FromMilliseconds(1));
        await new CatalogUpdate(glacier, vault.Catalog, progress: null, errors).RunAsync(
            always: true,
            new JobWaitOptions { PollInterval = TimeSpan.FromSeconds(0.05) },
            stop.Token
        );
    }

    private static bool IsOutput(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal);

    private static string[] Files(CatalogedVault vault) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(vault.Catalog.ReadState().FullName)!).Order()];
}
