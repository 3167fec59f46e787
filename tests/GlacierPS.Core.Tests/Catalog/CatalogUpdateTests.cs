using System.Diagnostics;
using GlacierPS.Core.Tests.Service;

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
            Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(5));
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

    private static bool IsOutput(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.EndsWith("/output", StringComparison.Ordinal);

    private static string[] Files(CatalogedVault vault) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(vault.Catalog.ReadState().FullName)!).Order()];
}
