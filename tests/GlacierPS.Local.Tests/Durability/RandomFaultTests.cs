using System.Globalization;
using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Durability;

/// <summary>
/// A store with a single fault somewhere: a bit, a byte, 64 zero bytes, a cut file, a missing file, a foreign one.
/// Whatever it hits, the service starts, serves nothing wrong, loses nothing without a word, deletes nothing that is
/// not its own, and no lock opens. GLACIERPS_FAULT_ROUNDS says how many faults; a soak does 300.
/// </summary>
public sealed class RandomFaultTests
{
    private static int Rounds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GLACIERPS_FAULT_ROUNDS"),
            CultureInfo.InvariantCulture,
            out int rounds
        )
            ? rounds
            : 20;

    [Fact]
    public async Task F03_Every_single_fault_is_harmless_or_told()
    {
        using var template = new TempFolder();
        Contents contents = await FillAsync(template.Path);
        int chance = Random.Shared.Next();
        var random = new Random(chance);
        for (int round = 0; round < Rounds; round++)
        {
            using var folder = new TempFolder();
            Copy(template.Path, folder.Path);
            (string fault, string? foreign) = Damage(folder.Path, random);
            try
            {
                await CheckAsync(folder.Path, contents, foreign);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Fault {round} of those with seed {chance} ({fault}): {exception.Message}",
                    exception
                );
            }
        }
    }

    private static async Task<Contents> FillAsync(string folder)
    {
        using LocalGlacier service = await OpenAsync(folder);
        using Client client = ClientOf(service);
        var contents = new Contents();
        foreach (string vault in new[] { "one", "two" })
        {
            await client.CreateVaultAsync(vault);
            for (int i = 0; i < 20; i++)
            {
                byte[] body = TestData.Bytes(1 + i * 37, i);
                contents.Archives[(vault, await client.UploadAsync(body, $"archive {i} of {vault}", vault))] = body;
            }

            byte[] large = TestData.Bytes(2 * TestData.MiB + 5, 77);
            string parts = await client.UploadInPartsAsync(large, TestData.MiB, "in parts", vault);
            contents.Archives[(vault, parts)] = large;
            string gone = await client.UploadAsync([9], vault: vault);
            await client.DeleteAsync($"/-/vaults/{vault}/archives/{gone}");
            (await client.PostJsonAsync($"/-/vaults/{vault}/tags?operation=add", """{"Tags":{"a":"1"}}""")).ShouldBe(
                204
            );
            string upload = await client.BeginUploadAsync(TestData.MiB, "open", vault);
            await client.PartAsync(upload, 0, large[..TestData.MiB], vault);
            contents.Uploads[vault] = upload;
            contents.Jobs[vault] = await client.ArchiveJobAsync(parts, vault: vault);
        }

        Answer locking = await client.PostJsonAsync(
            "/-/vaults/two/lock-policy",
            SomePolicy.Body(SomePolicy.KeepForAYear.Replace("vaults/v", "vaults/two", StringComparison.Ordinal))
        );
        (await client.SendAsync(HttpMethod.Post, $"/-/vaults/two/lock-policy/{locking["x-amz-lock-id"]}")).ShouldBe(
            204
        );
        return contents;
    }

    private static async Task CheckAsync(string folder, Contents contents, string? foreign)
    {
        int before = StoreFiles.Blobs(folder).Length;
        using LocalGlacier service = await OpenAsync(folder);
        await service.Checked;
        using Client client = ClientOf(service);
        bool told = service.Reports.Count > 0;
        foreach (string vault in new[] { "one", "two" })
        {
            await CheckVaultAsync(client, vault, contents, told);
        }

        // The lock stays, or nothing is deleted at all.
        string kept = contents.Archives.Keys.First(key => key.Vault == "two").Id;
        Answer deletion = await client.DeleteAsync($"/-/vaults/two/archives/{kept}");
        Assert.True(deletion.Code is 403 or 500, $"The lock let a deletion through: {deletion.Code}.");
        Assert.Equal(before, StoreFiles.Blobs(folder).Length);
        if (foreign is not null)
        {
            Assert.True(Path.Exists(foreign), $"The foreign '{foreign}' is gone.");
        }
    }

    private static async Task CheckVaultAsync(Client client, string vault, Contents contents, bool told)
    {
        foreach (((string owner, string id), byte[] body) in contents.Archives.Where(one => one.Key.Vault == vault))
        {
            byte[]? served = await TryAsync(() => client.DownloadAsync(id, owner));
            Assert.True(served is null || served.AsSpan().SequenceEqual(body), $"Wrong bytes of {id} were served.");

            // An error tells, too; that there is no such archive does not.
            Answer? asked = served is null
                ? await client.TryJobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{id}\"}}", owner)
                : null;
            Assert.True(asked?.Code != 404 || told, $"Archive {id} is lost without a word.");
        }

        List<JsonElement>? listed = await TryAsync(() => client.InventoryAsync(vault));
        string[] ids = [.. contents.Archives.Keys.Where(key => key.Vault == vault).Select(key => key.Id).Order()];
        bool whole =
            listed is not null
            && ids.SequenceEqual(listed.Select(one => one.GetProperty("ArchiveId").GetString()!).Order());
        Assert.True(whole || told, $"The inventory of {vault} is not whole, and nothing was said.");
        bool sound = (
            await Task.WhenAll(
                IsAsync(client, $"/-/vaults/{vault}/tags", answer => answer.Text == """{"Tags":{"a":"1"}}"""),
                IsAsync(client, $"/-/vaults/{vault}/jobs/{contents.Jobs[vault]}", _ => true),
                IsAsync(
                    client,
                    $"/-/vaults/{vault}/multipart-uploads/{contents.Uploads[vault]}",
                    answer => answer.Json.GetProperty("Parts").GetArrayLength() == 1
                )
            )
        ).All(one => one);
        Assert.True(sound || told, $"Tags, a job or an upload of {vault} are lost without a word.");
    }

    private static async Task<bool> IsAsync(Client client, string path, Func<Answer, bool> holds)
    {
        Answer answer = await client.GetAsync(path);
        return answer.Code == 200 && holds(answer);
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception)
        {
            // Refused, or cut off: no wrong answer.
            return null;
        }
    }

    private static (string Fault, string? Foreign) Damage(string folder, Random random)
    {
        // By their sizes, as bad sectors fall, but the metadata as often as all blobs together.
        string[] files =
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => !Path.GetFileName(path).StartsWith("store.", StringComparison.Ordinal))
                .Order(),
        ];
        string metadata = files.First(path => path.EndsWith("metadata.db", StringComparison.Ordinal));
        string file = random.Next(2) == 0 ? metadata : files[random.Next(files.Length)];
        byte[] bytes = File.ReadAllBytes(file);
        int at = random.Next(bytes.Length);
        string name = $"{Path.GetFileName(file)} at {at}";
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bytes);
                return ($"a bit of {name}", null);
            case 1:
                bytes[at] = (byte)(bytes[at] + random.Next(1, 256));
                File.WriteAllBytes(file, bytes);
                return ($"a byte of {name}", null);
            case 2:
                bytes.AsSpan(at, Math.Min(64, bytes.Length - at)).Clear();
                File.WriteAllBytes(file, bytes);
                return ($"zeros in {name}", null);
            case 3:
                File.WriteAllBytes(file, bytes[..at]);
                return ($"a cut of {name}", null);
            case 4:
                File.Delete(file);
                return ($"{name} deleted", null);
            case 5:
                string stray = Path.Combine(Path.GetDirectoryName(file)!, new string('c', random.Next(1, 40)));
                File.WriteAllText(stray, "foreign");
                File.SetLastWriteTimeUtc(stray, DateTime.UtcNow.AddDays(-1));
                return ($"a foreign file beside {name}", stray);
            default:
                string directory = Path.Combine(Path.GetDirectoryName(file)!, $"foreign {random.Next()}");
                Directory.CreateDirectory(Path.Combine(directory, "blobs"));
                File.WriteAllText(Path.Combine(directory, "blobs", "mine"), "foreign");
                return ($"a foreign folder beside {name}", Path.Combine(directory, "blobs", "mine"));
        }
    }

    private static Task<LocalGlacier> OpenAsync(string folder) =>
        LocalGlacier.OpenAsync(new LocalGlacierOptions { DataFolder = folder });

    private static Client ClientOf(LocalGlacier service) =>
        new(new HttpClient(new LocalGlacierHandler(service)) { BaseAddress = new Uri("http://localhost") });

    private static void Copy(string source, string target)
    {
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        foreach (string path in Directory.EnumerateDirectories(source, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(source, path)));
        }
    }

    private sealed class Contents
    {
        public Dictionary<(string Vault, string Id), byte[]> Archives { get; } = [];

        public Dictionary<string, string> Uploads { get; } = [];

        public Dictionary<string, string> Jobs { get; } = [];
    }
}
