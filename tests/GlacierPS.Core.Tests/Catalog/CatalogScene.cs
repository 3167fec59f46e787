using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Catalog;

/// <summary>A catalogue in a folder of its own, and what goes into it.</summary>
internal sealed class CatalogScene : IDisposable
{
    public const string Vault = "photos";

    public static readonly DateTime Day = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public CatalogScene() => Catalog = Again();

    public VaultCatalog Catalog { get; }

    public string Folder => _folder.File("catalog");

    /// <summary>The same catalogue as another process has it.</summary>
    public VaultCatalog Again() => new(Folder, Vault);

    public void Upload(string id, DateTime at, string? name = null, long size = 5) =>
        Catalog.Add(
            new SentArchive
            {
                VaultName = Vault,
                ArchiveId = id,
                SHA256TreeHash = Sha256Digest.Of(Encoding.UTF8.GetBytes(id)),
                SizeInBytes = size,
                Description = ArchiveDescription.Write(name ?? id + ".txt", at),
                Location = "/" + id,
            },
            at
        );

    public Task<CatalogState> UpdateAsync(DateTime day, params string[] ids) =>
        Catalog.UpdateAsync(Inventory(day, ids), new InventoryOrigin(), default);

    public IEnumerable<string> Ids(CatalogFilter? filter = null) =>
        Again().Read(filter).Select(archive => archive.ArchiveId).Order(StringComparer.Ordinal);

    public static IAsyncEnumerable<InventoryArchive> Inventory(DateTime day, params string[] ids)
    {
        string list = string.Join(
            ",",
            ids.Select(id =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"ArchiveId":"{{id}}","ArchiveDescription":"{{ArchiveDescription.Write("listed/" + id, null)}}","CreationDate":"2020-01-01T00:00:00Z","Size":7,"SHA256TreeHash":"{{Sha256Digest.Of(Encoding.UTF8.GetBytes(id))}}"}"""
                )
            )
        );
        string text =
            $$"""{"VaultARN":"arn:aws:glacier:us-east-1:111122223333:vaults/{{Vault}}","InventoryDate":"{{day:yyyy-MM-dd'T'HH:mm:ss'Z'}}","ArchiveList":[{{list}}]}""";
        return InventoryReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), InventoryFormat.Json);
    }

    /// <summary>An inventory that breaks off behind some archives.</summary>
    public static async IAsyncEnumerable<InventoryArchive> Broken(
        DateTime day,
        string[] ids,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (InventoryArchive archive in Inventory(day, ids).WithCancellation(cancellationToken))
        {
            yield return archive;
        }

        throw new IOException("the connection broke");
    }

    public void Dispose() => _folder.Dispose();
}
