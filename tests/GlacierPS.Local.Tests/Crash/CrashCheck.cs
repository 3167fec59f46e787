using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Crash;

/// <summary>Compares a service that was started again with the ledger, and makes the ledger certain again.</summary>
internal sealed class CrashCheck(Client client, Ledger ledger)
{
    private const int JobsLookedAt = 12;

    public async Task RunAsync()
    {
        await CheckUploadsAsync();
        await CheckArchivesAsync();
        await CheckJobsAsync();
    }

    /// <summary>
    /// All stored parts are listed with their hashes; an upload that was completing is open as a whole, or is an
    /// archive.
    /// </summary>
    private async Task CheckUploadsAsync()
    {
        foreach (SentUpload upload in ledger.Uploads.Values)
        {
            byte[] bytes = upload.Archive.Bytes;
            Answer listed = await client.GetAsync($"/-/vaults/v/multipart-uploads/{upload.Id}");
            if (listed.Code == 404 && upload.MayBeComplete)
            {
                // Asked again, it answers with the archive that it became (glacier-api.md §6.5).
                Answer again = await client.TryCompleteAsync(upload.Id, bytes);
                again.ShouldBe(201);
                ledger.Stored[again["x-amz-archive-id"]!] = upload.Archive;
                ledger.Uploads.TryRemove(upload.Id, out _);
                continue;
            }

            listed.ShouldBe(200);
            Dictionary<string, string> parts = listed
                .Json.GetProperty("Parts")
                .EnumerateArray()
                .ToDictionary(
                    part => part.GetProperty("RangeInBytes").GetString()!,
                    part => part.GetProperty("SHA256TreeHash").GetString()!
                );
            for (int start = 0; start < bytes.Length; start += SentUpload.PartSize)
            {
                int length = Math.Min(SentUpload.PartSize, bytes.Length - start);
                bool isListed = parts.Remove(ByteRange.At(start, length).ToString(), out string? hash);
                Assert.True(isListed || !upload.Stored.ContainsKey(start), $"The part from byte {start} is lost.");
                if (isListed)
                {
                    Assert.Equal(TreeHash.Of(bytes.AsSpan(start, length)).ToString(), hash);
                }
            }

            Assert.Empty(parts);
            await EndAsync(upload, bytes);
        }
    }

    /// <summary>
    /// Every other upload is completed now, from the parts that outlived the kill; the rest is aborted.
    /// </summary>
    private async Task EndAsync(SentUpload upload, byte[] bytes)
    {
        if (upload.Archive.Number % 2 == 0)
        {
            (await client.DeleteAsync($"/-/vaults/v/multipart-uploads/{upload.Id}")).ShouldBe(204);
        }
        else
        {
            for (int start = 0; start < bytes.Length; start += SentUpload.PartSize)
            {
                if (!upload.Stored.ContainsKey(start))
                {
                    await client.PartAsync(
                        upload.Id,
                        start,
                        bytes[start..Math.Min(start + SentUpload.PartSize, bytes.Length)]
                    );
                }
            }

            Answer answer = await client.TryCompleteAsync(upload.Id, bytes);
            answer.ShouldBe(201);
            ledger.Stored[answer["x-amz-archive-id"]!] = upload.Archive;
        }

        ledger.Uploads.TryRemove(upload.Id, out _);
    }

    /// <summary>All that was stored is there bit for bit, and nothing else but what had no answer, whole.</summary>
    private async Task CheckArchivesAsync()
    {
        Dictionary<string, JsonElement> inventory = (await client.InventoryAsync()).ToDictionary(archive =>
            archive.GetProperty("ArchiveId").GetString()!
        );
        foreach ((string id, JsonElement listed) in inventory)
        {
            Assert.False(ledger.Deleted.ContainsKey(id), "An archive is there that was deleted.");
            string description = listed.GetProperty("ArchiveDescription").GetString()!;
            if (!ledger.Stored.ContainsKey(id))
            {
                Assert.True(
                    ledger.UncertainlyDeleted.TryRemove(id, out SentArchive? archive)
                        || ledger.Uncertain.TryRemove(description, out archive),
                    $"'{description}' is there, and nothing that was sent accounts for it."
                );
                ledger.Stored[id] = archive;
            }
        }

        foreach ((string id, SentArchive archive) in ledger.Stored)
        {
            Assert.True(inventory.ContainsKey(id), $"'{archive.Description}' is lost.");
            Assert.Equal(archive.Description, inventory[id].GetProperty("ArchiveDescription").GetString());
            byte[] downloaded = await client.DownloadAsync(id);
            Assert.True(downloaded.AsSpan().SequenceEqual(archive.Bytes), $"'{archive.Description}' is damaged.");
        }

        foreach (string gone in ledger.Deleted.Keys.Take(JobsLookedAt).Concat(ledger.UncertainlyDeleted.Keys))
        {
            Answer answer = await client.TryJobAsync($$"""{"Type":"archive-retrieval","ArchiveId":"{{gone}}"}""");
            answer.ShouldBe(404);
            ledger.Deleted[gone] = true;
        }

        ledger.Uncertain.Clear();
        ledger.UncertainlyDeleted.Clear();
    }

    /// <summary>Jobs are there, with what they retrieved: also when the archive was deleted after they ended.</summary>
    private async Task CheckJobsAsync()
    {
        foreach (StartedJob job in ledger.Jobs)
        {
            JsonElement described = await client.DescribeJobAsync(job.Id);
            Assert.Equal("Succeeded", described.GetProperty("StatusCode").GetString());
        }

        foreach (StartedJob job in ledger.Jobs.Reverse().Take(JobsLookedAt))
        {
            Answer output = await client.OutputAsync(job.Id);
            output.ShouldBe(200);
            Assert.True(
                job.Archive is null || job.Archive.Bytes.AsSpan().SequenceEqual(output.Body),
                "A job's output is damaged."
            );
        }

        // Looked at once, after the kill that could have lost them.
        ledger.Jobs.Clear();
    }
}
