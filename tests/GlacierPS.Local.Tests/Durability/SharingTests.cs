using GlacierPS.Core.Protocol;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>Who may have a data folder at the same time.</summary>
public class SharingTests
{
    [Fact]
    public async Task One_process_may_open_a_folder_several_times()
    {
        using var folder = new TempFolder();
        var options = new LocalGlacierOptions { DataFolder = folder.Path };
        LocalGlacier first = await LocalGlacier.OpenAsync(options);
        using (
            LocalGlacier second = await LocalGlacier.OpenAsync(
                options with
                {
                    DataFolder = folder.Path + Path.DirectorySeparatorChar,
                }
            )
        )
        {
            await ClientOf(first).CreateVaultAsync();
            Assert.Equal(200, (await ClientOf(second).GetAsync("/-/vaults/v")).Code);
            first.Dispose();
            await ClientOf(second).UploadAsync([1]);
        }

        // And again, once all have let go of it.
        using LocalGlacier third = await LocalGlacier.OpenAsync(options);
        Assert.Single(await ClientOf(third).InventoryAsync());
    }

    [Fact]
    public async Task Opened_at_the_same_time_it_is_one_store()
    {
        using var folder = new TempFolder();
        LocalGlacier[] all = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() => LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = folder.Path }))
                )
        );
        await ClientOf(all[0]).CreateVaultAsync();
        foreach (LocalGlacier one in all)
        {
            Assert.Equal(200, (await ClientOf(one).GetAsync("/-/vaults/v")).Code);
            one.Dispose();
        }
    }

    [Fact]
    public async Task Another_process_is_refused_and_told_who_has_the_folder()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0");
        var options = new LocalGlacierOptions { DataFolder = folder.Path, LockWait = TimeSpan.FromMilliseconds(100) };
        var refused = await Assert.ThrowsAsync<GlacierInputException>(() => LocalGlacier.OpenAsync(options));
        Assert.Equal("StoreInUse", refused.ErrorId);
        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {server.Id} ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_that_lets_go_in_time_is_waited_for()
    {
        using var folder = new TempFolder();
        ServerProcess server = await ServerProcess.StartAsync("--data", folder.Path, "--port", "0");
        Task<LocalGlacier> opening = LocalGlacier.OpenAsync(
            new LocalGlacierOptions { DataFolder = folder.Path, LockWait = TimeSpan.FromSeconds(30) }
        );
        await Task.Delay(200);
        Assert.False(opening.IsCompleted);
        await server.DisposeAsync();
        using LocalGlacier opened = await opening;
        await ClientOf(opened).CreateVaultAsync();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var refused = await Assert.ThrowsAsync<GlacierInputException>(() =>
            LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = Path.Combine(file, "data") })
        );
        Assert.Equal("StoreNotUsable", refused.ErrorId);
    }

    [Theory]
    [InlineData("US EAST", "111122223333")]
    [InlineData("../x", "111122223333")]
    [InlineData("us-east-1", "1111-2222-3333")]
    public async Task Options_that_make_no_sense_are_refused(string region, string account) =>
        await Assert.ThrowsAsync<GlacierInputException>(() =>
            LocalGlacier.OpenAsync(new LocalGlacierOptions { Region = region, AccountId = account })
        );

    private static Client ClientOf(LocalGlacier service) =>
        new(new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") });
}
