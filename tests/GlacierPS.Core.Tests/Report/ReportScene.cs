using System.Text;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Report;
using GlacierPS.Core.Transfer.Upload;

namespace GlacierPS.Core.Tests.Report;

/// <summary>A catalogue of vaults to report on.</summary>
internal sealed class ReportScene : IDisposable
{
    public const string Hostile = "</script><img src=x onerror=alert(1)>.jpg";

    public static readonly DateTime Now = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    /// <summary>The vault photos, with names that are markup, turn the direction of text, or are long.</summary>
    public void FillHostile()
    {
        Fill("photos", 300);
        Add("photos", "h1", Hostile, 90_000, Now.AddDays(-10), "h1");
        Add("photos", "h2", "a\u202Egpj.exe", 80_000, Now.AddDays(-900), "h2");
        Add("photos", "h3", "<b>2011</b>/&lt;" + new string('x', 200), 70_000, Now.AddDays(-900), "h3");
    }

    public IEnumerable<CatalogArchive> Archives() => Catalog("photos").Read();

    public string Write(GlacierReport? report = null)
    {
        string path = _folder.File("report.html");
        (report ?? Report(["photos"])).Write(path);
        return path;
    }

    public void Dispose() => _folder.Dispose();

    public VaultCatalog Catalog(string vault) => new(_folder.File("catalog"), vault);

    /// <summary>Many archives, of an inventory: one commit.</summary>
    public void Fill(string vault, int count) =>
        Catalog(vault)
            .UpdateAsync(Listed(vault, count), new InventoryOrigin { IsGuessed = true }, default)
            .GetAwaiter()
            .GetResult();

    private static async IAsyncEnumerable<InventoryArchive> Listed(string vault, int count)
    {
        await Task.CompletedTask;
        for (int i = 0; i < count; i++)
        {
            string extension = (i % 4) switch
            {
                0 => ".jpg",
                1 => ".mkv",
                2 => ".txt",
                _ => "",
            };
            string name =
                $"{2010 + i % 7}/{(i % 3 == 0 ? "raw/" : "")}{(i % 11 == 0 ? "deep/er/" : "")}n{i}{extension}";
            DateTime at = Now.AddDays(-7 * i);
            yield return new InventoryArchive(
                vault,
                $"{vault}{i}",
                1 + 37L * i * i % 100_003,
                ArchiveDescription.Write(name, at),
                at,
                Sha256Digest.Of(Encoding.UTF8.GetBytes($"{vault}{i}")).ToString()
            );
        }
    }

    public void Add(string vault, string id, string name, long size, DateTime at, string content) =>
        Catalog(vault)
            .Add(
                new SentArchive
                {
                    VaultName = vault,
                    ArchiveId = id,
                    SHA256TreeHash = Sha256Digest.Of(Encoding.UTF8.GetBytes(content)),
                    SizeInBytes = size,
                    Description = name.Length == 0 ? "" : ArchiveDescription.Write(name, at),
                    Location = "/" + id,
                },
                at
            );

    /// <summary>Copies of archives of the vault photos, as the records of a call have them that has stopped.</summary>
    public IReadOnlyList<VaultCopies> Copies(string bucket, params string[] ids)
    {
        using var records = new CopyRecords(_folder.File("catalog"), "photos");
        CopyDestination begun = records.Begin(
            new CopyDestination
            {
                Bucket = bucket,
                Prefix = "v/",
                Archives = 10,
                Begun = Now,
            }
        );
        records.Note(
            begun,
            [
                .. ids.Select(id =>
                    (
                        new ManifestEntry
                        {
                            ArchiveId = id,
                            Key = "v/" + id,
                            SizeInBytes = 1,
                            ChecksumSHA256 = "",
                            CreationDate = Now,
                        },
                        true
                    )
                ),
            ],
            Now
        );
        return VaultCopies.Read(records, isRunning: false, Now, default);
    }

    public GlacierReport Report(
        string[] vaults,
        int nodes = 5000,
        bool anonymize = false,
        string? policy = null,
        string? note = null,
        IReadOnlyList<VaultCopies>? copies = null,
        IReadOnlyList<JobDescription>? jobs = null
    )
    {
        var report = new GlacierReport(
            new ReportOptions
            {
                Nodes = nodes,
                Anonymize = anonymize,
                Now = Now,
            },
            PriceTable.BuiltIn.Of("us-east-1")
        )
        {
            AccountId = "111122223333",
        };
        foreach (string vault in vaults)
        {
            VaultLock? found = policy is null
                ? null
                : new VaultLock
                {
                    VaultName = vault,
                    Policy = policy,
                    State = VaultLockState.Locked,
                };
            var facts = new VaultFacts
            {
                VaultName = vault,
                Lock = found,
                Copies = copies ?? [],
                Jobs = jobs ?? [],
            };
            Assert.True(report.Add(Catalog(vault), facts, default));
        }

        if (note is not null)
        {
            report.Note(note);
        }

        return report;
    }
}
