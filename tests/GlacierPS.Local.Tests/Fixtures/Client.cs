using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>Sends requests as the protocol says, or as it does not.</summary>
public sealed class Client(HttpClient http) : IDisposable
{
    public const string Account = "111122223333";

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body = null,
        params (string Name, string? Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null || method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(body ?? []);
        }

        if (!headers.Any(header => header.Name == "x-amz-glacier-version"))
        {
            request.Headers.Add("x-amz-glacier-version", "2012-06-01");
        }

        foreach ((string name, string? value) in headers)
        {
            if (value is not null && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (HttpHeaders all in new HttpHeaders[] { response.Headers, response.Content.Headers })
        {
            foreach ((string name, HeaderStringValues values) in all.NonValidated)
            {
                headers[name] = values.ToString();
            }
        }

        return new Answer(response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Begins to get something, and leaves its body unread.</summary>
    public Task<HttpResponseMessage> StartAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("x-amz-glacier-version", "2012-06-01");
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<Answer> GetAsync(string path, params (string, string?)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> PutAsync(string path) => SendAsync(HttpMethod.Put, path);

    public Task<Answer> PutJsonAsync(string path, string json) =>
        SendAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(json));

    public Task<Answer> PostJsonAsync(string path, string json) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json));

    public async Task CreateVaultAsync(string name = "v") => (await PutAsync($"/-/vaults/{name}")).ShouldBe(201);

    /// <summary>Uploads an archive, whatever comes of it.</summary>
    public Task<Answer> TryUploadAsync(
        byte[] body,
        string? description = null,
        string vault = "v",
        string? tree = null,
        string? linear = null
    )
    {
        return SendAsync(
            HttpMethod.Post,
            $"/-/vaults/{vault}/archives",
            body,
            ("x-amz-sha256-tree-hash", tree ?? TreeHash.Of(body).ToString()),
            ("x-amz-content-sha256", linear ?? Sha256Digest.Of(body).ToString()),
            ("x-amz-archive-description", description)
        );
    }

    /// <summary>Uploads an archive; answers its ID.</summary>
    public async Task<string> UploadAsync(byte[] body, string? description = null, string vault = "v")
    {
        Answer answer = await TryUploadAsync(body, description, vault);
        answer.ShouldBe(201);
        return answer["x-amz-archive-id"]!;
    }

    public async Task<string> BeginUploadAsync(long partSize, string? description = null, string vault = "v")
    {
        Answer answer = await SendAsync(
            HttpMethod.Post,
            $"/-/vaults/{vault}/multipart-uploads",
            null,
            ("x-amz-part-size", partSize.ToString(CultureInfo.InvariantCulture)),
            ("x-amz-archive-description", description)
        );
        answer.ShouldBe(201);
        return answer["x-amz-multipart-upload-id"]!;
    }

    /// <summary>Sends a part, whatever comes of it.</summary>
    public Task<Answer> TryPartAsync(
        string uploadId,
        long start,
        byte[] part,
        string vault = "v",
        string? range = null,
        string? tree = null
    ) =>
        SendAsync(
            HttpMethod.Put,
            $"/-/vaults/{vault}/multipart-uploads/{uploadId}",
            part,
            ("Content-Range", range ?? $"bytes {ByteRange.At(start, part.Length)}/*"),
            ("x-amz-sha256-tree-hash", tree ?? TreeHash.Of(part).ToString()),
            ("x-amz-content-sha256", Sha256Digest.Of(part).ToString())
        );

    public async Task PartAsync(string uploadId, long start, byte[] part, string vault = "v") =>
        (await TryPartAsync(uploadId, start, part, vault)).ShouldBe(204);

    public async Task PartsAsync(string uploadId, byte[] archive, int partSize, string vault = "v")
    {
        for (int start = 0; start < archive.Length; start += partSize)
        {
            await PartAsync(uploadId, start, archive[start..Math.Min(start + partSize, archive.Length)], vault);
        }
    }

    public Task<Answer> TryCompleteAsync(
        string uploadId,
        byte[] archive,
        string vault = "v",
        long? size = null,
        string? tree = null
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"/-/vaults/{vault}/multipart-uploads/{uploadId}",
            null,
            ("x-amz-archive-size", (size ?? archive.Length).ToString(CultureInfo.InvariantCulture)),
            ("x-amz-sha256-tree-hash", tree ?? TreeHash.Of(archive).ToString())
        );

    /// <summary>Uploads an archive in parts; answers its ID.</summary>
    public async Task<string> UploadInPartsAsync(
        byte[] archive,
        int partSize,
        string? description = null,
        string vault = "v"
    )
    {
        string upload = await BeginUploadAsync(partSize, description, vault);
        await PartsAsync(upload, archive, partSize, vault);
        Answer answer = await TryCompleteAsync(upload, archive, vault);
        answer.ShouldBe(201);
        return answer["x-amz-archive-id"]!;
    }

    public Task<Answer> TryJobAsync(string json, string vault = "v") =>
        SendAsync(HttpMethod.Post, $"/-/vaults/{vault}/jobs", Encoding.UTF8.GetBytes(json));

    /// <summary>Starts a job; answers its ID.</summary>
    public async Task<string> JobAsync(string json, string vault = "v")
    {
        Answer answer = await TryJobAsync(json, vault);
        answer.ShouldBe(202);
        return answer["x-amz-job-id"]!;
    }

    public Task<string> InventoryJobAsync(string vault = "v") => JobAsync("""{"Type":"inventory-retrieval"}""", vault);

    public Task<string> ArchiveJobAsync(string archiveId, string? range = null, string? tier = null, string vault = "v")
    {
        string more =
            (range is null ? "" : $",\"RetrievalByteRange\":\"{range}\"")
            + (tier is null ? "" : $",\"Tier\":\"{tier}\"");
        return JobAsync($"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archiveId}\"{more}}}", vault);
    }

    public Task<Answer> OutputAsync(string jobId, string? range = null, string vault = "v") =>
        GetAsync($"/-/vaults/{vault}/jobs/{jobId}/output", ("Range", range));

    public async Task<System.Text.Json.JsonElement> DescribeJobAsync(string jobId, string vault = "v")
    {
        Answer answer = await GetAsync($"/-/vaults/{vault}/jobs/{jobId}");
        answer.ShouldBe(200);
        return answer.Json;
    }

    /// <summary>The archives of the vault's inventory, by an inventory job that takes no time.</summary>
    public async Task<List<System.Text.Json.JsonElement>> InventoryAsync(string vault = "v")
    {
        Answer output = await OutputAsync(await InventoryJobAsync(vault), null, vault);
        output.ShouldBe(200);
        return [.. output.Json.GetProperty("ArchiveList").EnumerateArray()];
    }

    /// <summary>An archive's bytes, by a job that takes no time.</summary>
    public async Task<byte[]> DownloadAsync(string archiveId, string vault = "v")
    {
        Answer output = await OutputAsync(await ArchiveJobAsync(archiveId, vault: vault), null, vault);
        output.ShouldBe(200);
        return output.Body;
    }

    public void Dispose() => http.Dispose();
}
