using System.Diagnostics;
using System.Runtime.CompilerServices;
using GlacierPS.Local.Tests.Kit;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>The real boto3 against the real program, its signatures verified: tests/clients/python/checks.py.</summary>
public class Boto3Tests
{
    private const string AccessKey = "AKIDEXAMPLE";
    private const string SecretKey = "secret";

    [Boto3Fact]
    public async Task It_goes_the_whole_main_path_and_sees_errors_as_its_own_exceptions()
    {
        using var folder = new TempFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            "--data", folder.Path, "--port", "0", "--credential", $"{AccessKey}:{SecretKey}");
        using Process python = Process.Start(new ProcessStartInfo(
            "python3", [Script(), server.Url.GetLeftPart(UriPartial.Authority), AccessKey, SecretKey])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = python.StandardOutput.ReadToEndAsync();
        Task<string> error = python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();

        Assert.True(python.ExitCode == 0, await error);
        Assert.Equal(
            [
                "ok create_vault", "ok describe_vault", "ok list_vaults", "ok upload_archive", "ok multipart_upload",
                "ok list_uploads_and_parts", "ok complete_upload", "ok abort_upload", "ok inventory_job", "ok archive_job",
                "ok ranged_output", "ok list_jobs", "ok unknown_vault", "ok wrong_tree_hash", "ok empty_body",
                "ok unknown_job", "ok full_vault", "ok delete_archive_and_vault",
            ],
            (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "clients", "python", "checks.py");
}

/// <summary>A test of the real boto3; skipped where Python has none.</summary>
public sealed class Boto3FactAttribute : FactAttribute
{
    public Boto3FactAttribute()
    {
        try
        {
            using Process python = Process.Start(new ProcessStartInfo("python3", ["-c", "import boto3"]) { RedirectStandardError = true })!;
            python.WaitForExit();
            Skip = python.ExitCode == 0 ? null : "python3 has no boto3.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = "There is no python3 on the path.";
        }
    }
}
