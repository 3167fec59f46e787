using System.Runtime.CompilerServices;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>
/// The checks under tests/clients: the same for every client, and each of them a line "ok name" when it holds.
/// </summary>
internal static class ClientChecks
{
    private static readonly string[] s_mainPath =
    [
        "create_vault",
        "describe_vault",
        "list_vaults",
        "upload_archive",
        "multipart_upload",
        "list_uploads_and_parts",
        "complete_upload",
        "abort_upload",
        "inventory_job",
        "archive_job",
        "ranged_output",
        "ranged_job",
        "unfinished_job",
        "list_jobs",
    ];

    private static readonly string[] s_settings =
    [
        "tags",
        "access_policy",
        "notifications",
        "vault_lock_aborted",
        "vault_lock_completed",
        "retrieval_policy",
        "provisioned_capacity",
    ];

    private static readonly string[] s_refusals =
    [
        "unknown_vault",
        "bad_vault_name",
        "bad_limit",
        "wrong_tree_hash",
        "empty_body",
        "bad_part_size",
        "wrong_part_range",
        "unknown_upload",
        "unknown_job",
        "unknown_archive",
        "job_without_type",
        "unaligned_retrieval",
        "eleven_tags",
        "fifty_one_tags",
        "bad_access_policy",
        "bad_event",
        "bad_lock_policy",
        "bad_retrieval_rule",
        "beyond_the_retrieval_policy",
        "third_capacity_unit",
        "wrong_secret",
        "unknown_access_key",
        "another_account",
        "full_vault",
    ];

    /// <summary>The folder of a client's checks.</summary>
    public static string FolderOf(string client, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "clients", client);

    /// <summary>Makes all checks of a client against a server of their own; each must hold.</summary>
    public static async Task PassAsync(string program, string folder, params string[] script)
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        (int exitCode, string output, string error) = await ClientProgram.RunAsync(
            program,
            [.. script, server.Endpoint, VerifyingServer.AccessKey, VerifyingServer.SecretKey],
            folder
        );

        Assert.True(exitCode == 0, output + error);
        string[] expected = [.. s_mainPath, .. s_settings, .. s_refusals, "delete_archive_and_vault"];
        Assert.Equal(
            expected.Select(name => "ok " + name),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
    }
}
