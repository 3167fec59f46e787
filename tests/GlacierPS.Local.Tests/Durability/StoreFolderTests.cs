using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>How a data folder is named, and who else looks into it.</summary>
public sealed class StoreFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task W09_W10_A_folder_in_another_letter_case_is_the_same_store_where_the_system_says_so()
    {
        string path = Path.Combine(_folder.Path, "vaults");
        using LocalGlacier first = await OpenAsync(path);
        await ClientOf(first).CreateVaultAsync();
        using LocalGlacier second = await OpenAsync(Path.Combine(_folder.Path, "VAULTS"));

        int found = (await ClientOf(second).GetAsync("/-/vaults/v")).Code;

        Assert.Equal(OperatingSystem.IsLinux() ? 404 : 200, found);
    }

    [Fact]
    public async Task W07_Who_reads_its_files_keeps_nobody_from_opening_it()
    {
        using (LocalGlacier first = await OpenAsync(_folder.Path))
        {
            await ClientOf(first).CreateVaultAsync();
            await ClientOf(first).UploadAsync([1]);
        }

        // As a backup reads them: nobody may write, delete or rename meanwhile. Of the metadata that is no choice of
        // ours.
        string[] files =
        [
            .. Directory
                .EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) is not ("store.lock" or "metadata.db")),
        ];
        Assert.Contains(files, path => Path.GetFileName(path) == "store.owner");
        Assert.Contains(files, path => Path.GetFileName(path) == "reserve");
        List<FileStream> held = [.. files.Select(path => new FileStream(path, FileMode.Open, FileAccess.Read))];
        try
        {
            using LocalGlacier again = await OpenAsync(_folder.Path);
            await again.Checked;
            Assert.Empty(again.Reports);
            Assert.Single(await ClientOf(again).InventoryAsync());
        }
        finally
        {
            held.ForEach(file => file.Dispose());
        }
    }

    private static Task<LocalGlacier> OpenAsync(string folder) =>
        LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = folder });

    private static Client ClientOf(LocalGlacier service) =>
        new(new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") });
}
