using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Kit;

namespace GlacierPS.Local.Tests.Server;

/// <summary>The real <c>aws glacier</c> against the real server: the whole main path, and what goes wrong.</summary>
public class AwsCliTests
{
    [AwsCliFact]
    public async Task The_main_path_with_one_upload()
    {
        await using Service service = await Service.StartAsync(Door.Http);
        using var files = new TempFolder();
        byte[] body = TestData.Bytes(3 * TestData.MiB + 17);
        string source = Path.Combine(files.Path, "source");
        await File.WriteAllBytesAsync(source, body);

        JsonElement created = await Aws(service, "create-vault", "--vault-name", "photos");
        Assert.Equal("/111122223333/vaults/photos", created.GetProperty("location").GetString());
        JsonElement described = await Aws(service, "describe-vault", "--vault-name", "photos");
        Assert.Equal("arn:aws:glacier:us-east-1:111122223333:vaults/photos", described.GetProperty("VaultARN").GetString());
        JsonElement listed = await Aws(service, "list-vaults");
        Assert.Equal("photos", Assert.Single(listed.GetProperty("VaultList").EnumerateArray()).GetProperty("VaultName").GetString());

        JsonElement stored = await Aws(
            service, "upload-archive", "--vault-name", "photos", "--archive-description", "a  photo", "--body", source);
        Assert.Equal(TreeHash.Of(body).ToString(), stored.GetProperty("checksum").GetString());
        string archive = stored.GetProperty("archiveId").GetString()!;

        JsonElement inventory = JsonDocument.Parse(await Output(service, files, """{"Type":"inventory-retrieval"}""")).RootElement;
        JsonElement only = Assert.Single(inventory.GetProperty("ArchiveList").EnumerateArray());
        Assert.Equal(archive, only.GetProperty("ArchiveId").GetString());
        Assert.Equal("a  photo", only.GetProperty("ArchiveDescription").GetString());
        Assert.Equal(body, await Output(service, files, $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}"));

        await Aws(service, "delete-archive", "--vault-name", "photos", "--archive-id=" + archive);
        await Aws(service, "delete-vault", "--vault-name", "photos");
        Assert.Equal(0, (await Aws(service, "list-vaults")).GetProperty("VaultList").GetArrayLength());
    }

    [AwsCliFact]
    public async Task The_main_path_with_an_upload_in_three_parts()
    {
        await using Service service = await Service.StartAsync(Door.Http);
        using var files = new TempFolder();
        byte[] body = TestData.Bytes(5 * TestData.MiB / 2);
        await Aws(service, "create-vault", "--vault-name", "photos");
        JsonElement begun = await Aws(
            service, "initiate-multipart-upload", "--vault-name", "photos", "--part-size", "1048576", "--archive-description", "three");
        string upload = "--upload-id=" + begun.GetProperty("uploadId").GetString();
        foreach (int start in new[] { 0, 2, 1 })
        {
            byte[] part = body[(start * TestData.MiB)..Math.Min(body.Length, (start + 1) * TestData.MiB)];
            string file = Path.Combine(files.Path, "part");
            await File.WriteAllBytesAsync(file, part);
            JsonElement sent = await Aws(
                service, "upload-multipart-part", "--vault-name", "photos", upload, "--body", file,
                "--range", $"bytes {ByteRange.At(start * TestData.MiB, part.Length)}/*");
            Assert.Equal(TreeHash.Of(part).ToString(), sent.GetProperty("checksum").GetString());
        }

        JsonElement uploads = await Aws(service, "list-multipart-uploads", "--vault-name", "photos");
        Assert.Equal(1, uploads.GetProperty("UploadsList").GetArrayLength());
        JsonElement parts = await Aws(service, "list-parts", "--vault-name", "photos", upload);
        Assert.Equal(
            ["0-1048575", "1048576-2097151", "2097152-2621439"],
            parts.GetProperty("Parts").EnumerateArray().Select(part => part.GetProperty("RangeInBytes").GetString()));
        JsonElement completed = await Aws(
            service, "complete-multipart-upload", "--vault-name", "photos", upload,
            "--archive-size", "2621440", "--checksum", TreeHash.Of(body).ToString());
        string archive = completed.GetProperty("archiveId").GetString()!;
        Assert.Equal(body, await Output(service, files, $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}"));
    }

    [AwsCliFact]
    public async Task Errors_reach_it_with_their_code_and_message()
    {
        await using Service service = await Service.StartAsync(Door.Http);
        (int exitCode, _, string error) = await AwsCli.TryAsync(service.Url, "describe-vault", "--vault-name", "none");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("ResourceNotFoundException", error, StringComparison.Ordinal);
        Assert.Contains("Vault not found for ARN: arn:aws:glacier:us-east-1:111122223333:vaults/none", error, StringComparison.Ordinal);
    }

    private static Task<JsonElement> Aws(Service service, params string[] arguments) => AwsCli.RunAsync(service.Url, arguments);

    /// <summary>Starts a job and downloads what it made.</summary>
    private static async Task<byte[]> Output(Service service, TempFolder files, string parameters)
    {
        JsonElement started = await Aws(service, "initiate-job", "--vault-name", "photos", "--job-parameters", parameters);
        string job = "--job-id=" + started.GetProperty("jobId").GetString();
        JsonElement described = await Aws(service, "describe-job", "--vault-name", "photos", job);
        Assert.Equal("Succeeded", described.GetProperty("StatusCode").GetString());
        string file = Path.Combine(files.Path, "output");
        JsonElement output = await Aws(service, "get-job-output", "--vault-name", "photos", job, file);
        Assert.Equal(200, output.GetProperty("status").GetInt32());
        return await File.ReadAllBytesAsync(file);
    }
}
