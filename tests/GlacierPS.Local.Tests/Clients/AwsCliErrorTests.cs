using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>What the service refuses, as the real <c>aws glacier</c> prints it.</summary>
public class AwsCliErrorTests
{
    private const string Arn = "arn:aws:glacier:us-east-1:111122223333:vaults/";
    private const string Invalid = "InvalidParameterValueException";
    private const string NotFound = "ResourceNotFoundException";

    [AwsCliFact]
    public async Task Errors_of_vaults_archives_and_uploads()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        using var files = new TempFolder();
        string empty = Path.Combine(files.Path, "empty");
        string full = Path.Combine(files.Path, "full");
        await File.WriteAllBytesAsync(empty, []);
        await File.WriteAllBytesAsync(full, TestData.Bytes(4));
        string[] vault = ["--vault-name", "photos"];
        await AwsCli.RunAsync(server, ["create-vault", .. vault]);

        await AwsCli.RefusedAsync(
            server,
            NotFound,
            "DescribeVault",
            $"Vault not found for ARN: {Arn}none",
            "describe-vault",
            "--vault-name",
            "none"
        );
        await AwsCli.RefusedAsync(server, Invalid, "CreateVault", "", "create-vault", "--vault-name", "two words");
        await AwsCli.RefusedAsync(
            server,
            Invalid,
            "UploadArchive",
            "Invalid Content-Length: 0",
            ["upload-archive", .. vault, "--body", empty]
        );
        await AwsCli.RefusedAsync(
            server,
            Invalid,
            "UploadArchive",
            "",
            ["upload-archive", .. vault, "--body", full, "--checksum", new string('0', 64)]
        );
        await AwsCli.RefusedAsync(
            server,
            Invalid,
            "InitiateMultipartUpload",
            "Invalid part size: 10485760. Part size must not be null, must be a power of two",
            ["initiate-multipart-upload", .. vault, "--part-size", "10485760"]
        );
        await AwsCli.RefusedAsync(
            server,
            NotFound,
            "UploadMultipartPart",
            "The upload ID was not found: none",
            ["upload-multipart-part", .. vault, "--upload-id", "none", "--range", "bytes 0-3/*", "--body", full]
        );
        await AwsCli.RunAsync(server, ["upload-archive", .. vault, "--body", full]);
        await AwsCli.RefusedAsync(
            server,
            Invalid,
            "DeleteVault",
            $"Vault not empty or recently written to: {Arn}photos",
            ["delete-vault", .. vault]
        );
    }

    [AwsCliFact]
    public async Task Errors_of_jobs()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        using var files = new TempFolder();
        string source = Path.Combine(files.Path, "source");
        await File.WriteAllBytesAsync(source, TestData.Bytes(4));
        string[] vault = ["--vault-name", "photos"];
        await AwsCli.RunAsync(server, ["create-vault", .. vault]);
        await AwsCli.RefusedAsync(
            server,
            NotFound,
            "InitiateJob",
            $"Inventory retrieval jobs for vault {Arn}photos cannot be initiated yet",
            ["initiate-job", .. vault, "--job-parameters", """{"Type":"inventory-retrieval"}"""]
        );
        JsonElement stored = await AwsCli.RunAsync(server, ["upload-archive", .. vault, "--body", source]);
        string archive = stored.GetProperty("archiveId").GetString()!;

        await AwsCli.RefusedAsync(
            server,
            NotFound,
            "DescribeJob",
            "The job ID was not found: none",
            ["describe-job", .. vault, "--job-id", "none"]
        );
        await AwsCli.RefusedAsync(
            server,
            Invalid,
            "ListJobs",
            "The job status code is not valid: finished",
            ["list-jobs", .. vault, "--statuscode", "finished"]
        );
        await AwsCli.RefusedAsync(
            server,
            NotFound,
            "InitiateJob",
            "The archive ID was not found: " + new string('A', 138),
            [
                "initiate-job",
                .. vault,
                "--job-parameters",
                $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{new string('A', 138)}\"}}",
            ]
        );
        await AwsCli.RefusedAsync(
            server,
            "MissingParameterValueException",
            "InitiateJob",
            "",
            ["initiate-job", .. vault, "--job-parameters", """{"Format":"JSON"}"""]
        );
        JsonElement slow = await AwsCli.RunAsync(
            server,
            [
                "initiate-job",
                .. vault,
                "--job-parameters",
                $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{archive}\",\"Tier\":\"Bulk\"}}",
            ]
        );
        string job = slow.GetProperty("jobId").GetString()!;
        await AwsCli.RefusedAsync(
            server,
            Invalid,
            "GetJobOutput",
            "The job is not currently available for download: " + job,
            ["get-job-output", .. vault, "--job-id=" + job, Path.Combine(files.Path, "output")]
        );
    }
}
