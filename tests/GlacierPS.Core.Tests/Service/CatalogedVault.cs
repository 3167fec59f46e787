using GlacierPS.Core.Catalog;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Service;

/// <summary>A vault at the local service, its catalogue, and a folder to work in.</summary>
internal sealed class CatalogedVault(LocalService service) : IDisposable
{
    private readonly TempFolder _folder = new();

    public LocalService Service => service;

    public string Folder => _folder.Path;

    public VaultCatalog Catalog => new(_folder.File("catalog"), "photos");

    public static async Task<CatalogedVault> StartAsync() => new(await LocalService.StartAsync());

    /// <summary>Takes in the vault's inventory.</summary>
    public Task<CatalogState> UpdateAsync() =>
        new CatalogUpdate(service.Glacier, Catalog).RunAsync(always: true, new JobWaitOptions(), default);

    /// <summary>Uploads as the cmdlets do: the catalogue is told.</summary>
    public async Task<string> SendAsync(string content, string description)
    {
        string id = await service.StoreAsync(content, description);
        Catalog.Add(
            new SentArchive
            {
                VaultName = "photos",
                ArchiveId = id,
                Description = description,
                Location = "/",
                SizeInBytes = content.Length,
                SHA256TreeHash = GlacierPS.Core.Hashing.TreeHash.Of(System.Text.Encoding.UTF8.GetBytes(content)),
            },
            service.Time.GetUtcNow().UtcDateTime
        );
        return id;
    }

    /// <summary>The names in the vault's inventory, as the service has it now.</summary>
    public async Task<List<string>> NamesAsync()
    {
        var catalog = new VaultCatalog(_folder.File("fresh"), "photos");
        await new CatalogUpdate(service.Glacier, catalog).RunAsync(always: true, new JobWaitOptions(), default);
        List<string> names = [.. catalog.Read().Select(archive => archive.Name).Order(StringComparer.Ordinal)];
        catalog.Forget();
        return names;
    }

    public string Write(string name, string content, DateTime? time = null)
    {
        string path = _folder.File("files/" + name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, time ?? new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        return path;
    }

    public string Files => _folder.File("files");

    public void Dispose()
    {
        service.Dispose();
        _folder.Dispose();
    }
}
