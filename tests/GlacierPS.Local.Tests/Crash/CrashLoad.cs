using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>
/// Clients that do everything at once until the server is killed, and note in the ledger what they asked for before
/// they ask, and what was answered after the answer.
/// </summary>
internal sealed class CrashLoad(Client client, Ledger ledger, int seed)
{
    private const int EnoughArchives = 24;

    private volatile bool _killed;

    /// <summary>Says that a lost connection is from now on what is to be expected.</summary>
    public void Killed() => _killed = true;

    /// <summary>Ends when every client has lost its server.</summary>
    public Task RunAsync() =>
        Task.WhenAll(
            UntilKilledAsync(UploadAsync, 1),
            UntilKilledAsync(UploadAsync, 2),
            UntilKilledAsync(UploadInPartsAsync, 3),
            UntilKilledAsync(UploadInPartsAsync, 4),
            UntilKilledAsync(DeleteAsync, 5),
            UntilKilledAsync(StartJobAsync, 6)
        );

    private async Task UntilKilledAsync(Func<Random, Task> once, int number)
    {
        var random = new Random(seed * 10 + number);
        try
        {
            while (true)
            {
                await once(random);
            }
        }
        catch (HttpRequestException) when (_killed) { }
    }

    private async Task UploadAsync(Random random)
    {
        SentArchive archive = ledger.NewArchive(
            random.Next(3) == 0 ? random.Next(1, 3 * TestData.MiB) : random.Next(1, 5000)
        );
        byte[] bytes = archive.Bytes;
        ledger.Uncertain[archive.Description] = archive;
        string id = await client.UploadAsync(bytes, archive.Description);
        ledger.Stored[id] = archive;
        ledger.Uncertain.TryRemove(archive.Description, out _);
    }

    private async Task UploadInPartsAsync(Random random)
    {
        SentArchive archive = ledger.NewArchive(random.Next(1, 4 * SentUpload.PartSize));
        string id = await client.BeginUploadAsync(SentUpload.PartSize, archive.Description);
        var upload = new SentUpload(id, archive);
        ledger.Uploads[id] = upload;
        byte[] bytes = archive.Bytes;
        for (int start = 0; start < bytes.Length; start += SentUpload.PartSize)
        {
            await client.PartAsync(id, start, bytes[start..Math.Min(start + SentUpload.PartSize, bytes.Length)]);
            upload.Stored[start] = true;
        }

        upload.MayBeComplete = true;
        Answer answer = await client.TryCompleteAsync(id, bytes);
        answer.ShouldBe(201);
        ledger.Stored[answer["x-amz-archive-id"]!] = archive;
        ledger.Uploads.TryRemove(id, out _);
    }

    private async Task DeleteAsync(Random random)
    {
        // Some must live for the jobs, and not so many that looking at them takes long.
        // Its own method, which others may write beside; a collection expression copies it in two steps.
        KeyValuePair<string, SentArchive>[] all = ledger.Stored.ToArray();
        if (all.Length < EnoughArchives)
        {
            await Task.Delay(2);
            if (_killed || all.Length < 4 || random.Next(4) > 0)
            {
                // Nothing to delete: whether the server still lives is asked for by a harmless request.
                (await client.GetAsync("/-/vaults/v")).ShouldBe(200);
                return;
            }
        }

        (string id, SentArchive archive) = all[random.Next(all.Length)];
        ledger.UncertainlyDeleted[id] = archive;
        ledger.Stored.TryRemove(id, out _);
        (await client.DeleteAsync($"/-/vaults/v/archives/{id}")).ShouldBe(204);
        ledger.Deleted[id] = true;
        ledger.UncertainlyDeleted.TryRemove(id, out _);
    }

    private async Task StartJobAsync(Random random)
    {
        await Task.Delay(10);
        KeyValuePair<string, SentArchive>[] all = ledger.Stored.ToArray();
        if (all.Length == 0 || random.Next(4) == 0)
        {
            ledger.Jobs.Enqueue(new StartedJob(await client.InventoryJobAsync(), null));
            return;
        }

        (string id, SentArchive archive) = all[random.Next(all.Length)];
        Answer answer = await client.TryJobAsync($$"""{"Type":"archive-retrieval","ArchiveId":"{{id}}"}""");
        if (answer.Code == 404)
        {
            // Deleted a moment ago by the other client.
            Assert.False(ledger.Stored.ContainsKey(id));
            return;
        }

        answer.ShouldBe(202);
        ledger.Jobs.Enqueue(new StartedJob(answer["x-amz-job-id"]!, archive));
    }
}
