using System.Text.Json;
using GlacierPS.Core.Hashing;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>
/// The real <c>aws glacier</c> against the real program, its signatures verified: vaults, uploads and jobs.
/// </summary>
public class AwsCliTests
{
    [AwsCliFact]
    public async Task The_main_path_with_one_upload()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        using var files = new TempFolder();
        byte[] body = TestData.Bytes(3 * TestData.MiB + 17);
        string source = Path.Combine(files.Path, "source");
        await File.WriteAllBytesAsync(source, body);

        JsonElement created = await AwsCli.RunAsync(server, "create-vault", "--vault-name", "photos");
        Assert.Equal("/111122223333/vaults/photos", created.GetProperty("location").GetString());
        JsonElement described = await AwsCli.RunAsync(server, "describe-vault", "--vault-name", "photos");
        Assert.Equal(
            "arn:aws:glacier:us-east-1:111122223333:vaults/photos",
            described.GetProperty("VaultARN").GetString()
        );
        JsonElement listed = await AwsCli.RunAsync(server, "list-vaults", "--page-size", "1");
        Assert.Equal(
            "photos",
            Assert.Single(listed.GetProperty("VaultList").EnumerateArray()).GetProperty("VaultName").GetString()
        );

        JsonElement stored = await AwsCli.RunAsync(
            server,
            "upload-archive",
            "--vault-name",
            "photos",
            "--archive-description",
            "a  photo",
            "--body",
            source
        );
        Assert.Equal(TreeHash.Of(body).ToString(), stored.GetProperty("checksum").GetString());
        string archive = stored.GetProperty("archiveId").GetString()!;
        Assert.Equal("/111122223333/vaults/photos/archives/" + archive, stored.GetProperty("location").GetString());

        (JsonElement printed, byte[] output) = await AwsCli.OutputAsync(
            server,
            files.Path,
            """{"Type":"inventory-retrieval"}"""
        );
        Assert.Equal("application/json", printed.GetProperty("contentType").GetString());
        JsonElement only = Assert.Single(
            JsonDocument.Parse(output).RootElement.GetProperty("ArchiveList").EnumerateArray()
        );
        Assert.Equal(archive, only.GetProperty("ArchiveId").GetString());
        Assert.Equal("a  photo", only.GetProperty("ArchiveDescription").GetString());

        (printed, output) = await AwsCli.OutputAsync(
            server,
            files.Path,
            $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}"
        );
        Assert.Equal(body, output);
        Assert.Equal(200, printed.GetProperty("status").GetInt32());
        Assert.Equal("bytes", printed.GetProperty("acceptRanges").GetString());
        Assert.Equal(TreeHash.Of(body).ToString(), printed.GetProperty("checksum").GetString());
        Assert.Equal("a  photo", printed.GetProperty("archiveDescription").GetString());

        JsonElement jobs = await AwsCli.RunAsync(server, "list-jobs", "--vault-name", "photos", "--completed", "true");
        Assert.Equal(2, jobs.GetProperty("JobList").GetArrayLength());
        await AwsCli.RunAsync(server, "delete-archive", "--vault-name", "photos", "--archive-id=" + archive);
        await AwsCli.RunAsync(server, "delete-vault", "--vault-name", "photos");
        Assert.Equal(0, (await AwsCli.RunAsync(server, "list-vaults")).GetProperty("VaultList").GetArrayLength());
    }

    [AwsCliFact]
    public async Task The_main_path_with_an_upload_in_three_parts()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        using var files = new TempFolder();
        byte[] body = TestData.Bytes(5 * TestData.MiB / 2);
        await AwsCli.RunAsync(server, "create-vault", "--vault-name", "photos");
        string upload = await Begin(server, "three");
        foreach (int start in new[] { 0, 2, 1 })
        {
            byte[] part = body[(start * TestData.MiB)..Math.Min(body.Length, (start + 1) * TestData.MiB)];
            string file = Path.Combine(files.Path, "part");
            await File.WriteAllBytesAsync(file, part);
            JsonElement sent = await AwsCli.RunAsync(
                server,
                "upload-multipart-part",
                "--vault-name",
                "photos",
                upload,
                "--body",
                file,
                "--range",
                $"bytes {ByteRange.At(start * TestData.MiB, part.Length)}/*"
            );
            Assert.Equal(TreeHash.Of(part).ToString(), sent.GetProperty("checksum").GetString());
        }

        JsonElement uploads = await AwsCli.RunAsync(server, "list-multipart-uploads", "--vault-name", "photos");
        Assert.Equal(1, uploads.GetProperty("UploadsList").GetArrayLength());
        JsonElement parts = await AwsCli.RunAsync(
            server,
            "list-parts",
            "--vault-name",
            "photos",
            upload,
            "--page-size",
            "2"
        );
        Assert.Equal(
            ["0-1048575", "1048576-2097151", "2097152-2621439"],
            parts.GetProperty("Parts").EnumerateArray().Select(part => part.GetProperty("RangeInBytes").GetString())
        );
        JsonElement completed = await AwsCli.RunAsync(
            server,
            "complete-multipart-upload",
            "--vault-name",
            "photos",
            upload,
            "--archive-size",
            "2621440",
            "--checksum",
            TreeHash.Of(body).ToString()
        );
        string archive = completed.GetProperty("archiveId").GetString()!;

        string retrieval = $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\"}}";
        (JsonElement printed, byte[] output) = await AwsCli.OutputAsync(
            server,
            files.Path,
            retrieval,
            "--range",
            "bytes=1048576-2097151"
        );
        Assert.Equal(206, printed.GetProperty("status").GetInt32());
        Assert.Equal("bytes 1048576-2097151/2621440", printed.GetProperty("contentRange").GetString());
        Assert.Equal(body[TestData.MiB..(2 * TestData.MiB)], output);
        Assert.Equal(TreeHash.Of(output).ToString(), printed.GetProperty("checksum").GetString());

        await AwsCli.RunAsync(
            server,
            "abort-multipart-upload",
            "--vault-name",
            "photos",
            await Begin(server, "aborted")
        );
        uploads = await AwsCli.RunAsync(server, "list-multipart-uploads", "--vault-name", "photos");
        Assert.Equal(0, uploads.GetProperty("UploadsList").GetArrayLength());
    }

    private static async Task<string> Begin(VerifyingServer server, string description)
    {
        JsonElement begun = await AwsCli.RunAsync(
            server,
            "initiate-multipart-upload",
            "--vault-name",
            "photos",
            "--part-size",
            "1048576",
            "--archive-description",
            description
        );
        return "--upload-id=" + begun.GetProperty("uploadId").GetString();
    }
}
