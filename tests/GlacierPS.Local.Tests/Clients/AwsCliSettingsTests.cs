using System.Text.Json;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>
/// The real <c>aws glacier</c> against the real program: tags, policies, notifications, locks and capacity.
/// </summary>
public class AwsCliSettingsTests
{
    private const string Topic = "arn:aws:sns:us-east-1:111122223333:topic";
    private static readonly string[] s_vault = ["--vault-name", "v"];

    [AwsCliFact]
    public async Task Tags_policy_and_notifications_of_a_vault()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        await AwsCli.RunAsync(server, ["create-vault", .. s_vault]);

        await AwsCli.RunAsync(server, ["add-tags-to-vault", .. s_vault, "--tags", "year=2026,kind=photos"]);
        await AwsCli.RunAsync(server, ["remove-tags-from-vault", .. s_vault, "--tag-keys", "kind", "none"]);
        JsonElement tags = await AwsCli.RunAsync(server, ["list-tags-for-vault", .. s_vault]);
        JsonProperty only = Assert.Single(tags.GetProperty("Tags").EnumerateObject());
        Assert.Equal(("year", "2026"), (only.Name, only.Value.GetString()));

        string policy = SomePolicy.Deny("ListJobs");
        await AwsCli.RunAsync(server, ["set-vault-access-policy", .. s_vault, "--policy", SomePolicy.Body(policy)]);
        JsonElement set = await AwsCli.RunAsync(server, ["get-vault-access-policy", .. s_vault]);
        Assert.Equal(policy, set.GetProperty("policy").GetProperty("Policy").GetString());
        await AwsCli.RefusedAsync(server, "AccessDeniedException", "ListJobs", "", ["list-jobs", .. s_vault]);
        await AwsCli.RunAsync(server, ["delete-vault-access-policy", .. s_vault]);
        await AwsCli.RefusedAsync(
            server,
            "ResourceNotFoundException",
            "GetVaultAccessPolicy",
            "No vault access policy is set for: v",
            ["get-vault-access-policy", .. s_vault]
        );

        await AwsCli.RunAsync(
            server,
            [
                "set-vault-notifications",
                .. s_vault,
                "--vault-notification-config",
                $"SNSTopic={Topic},Events=InventoryRetrievalCompleted",
            ]
        );
        JsonElement notifications = (
            await AwsCli.RunAsync(server, ["get-vault-notifications", .. s_vault])
        ).GetProperty("vaultNotificationConfig");
        Assert.Equal(Topic, notifications.GetProperty("SNSTopic").GetString());
        Assert.Equal(
            "InventoryRetrievalCompleted",
            Assert.Single(notifications.GetProperty("Events").EnumerateArray()).GetString()
        );
        await AwsCli.RunAsync(server, ["delete-vault-notifications", .. s_vault]);
        await AwsCli.RefusedAsync(
            server,
            "ResourceNotFoundException",
            "GetVaultNotifications",
            "No notification configuration is set for vault: v",
            ["get-vault-notifications", .. s_vault]
        );
    }

    [AwsCliFact]
    public async Task The_lock_of_a_vault()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        await AwsCli.RunAsync(server, ["create-vault", .. s_vault]);
        string[] initiate =
        [
            "initiate-vault-lock",
            .. s_vault,
            "--policy",
            SomePolicy.Body(SomePolicy.Deny("ListJobs")),
        ];

        await AwsCli.RunAsync(server, initiate);
        Assert.Equal(
            "InProgress",
            (await AwsCli.RunAsync(server, ["get-vault-lock", .. s_vault])).GetProperty("State").GetString()
        );
        await AwsCli.RefusedAsync(server, "AccessDeniedException", "ListJobs", "", ["list-jobs", .. s_vault]);
        await AwsCli.RunAsync(server, ["abort-vault-lock", .. s_vault]);
        await AwsCli.RefusedAsync(
            server,
            "ResourceNotFoundException",
            "GetVaultLock",
            "",
            ["get-vault-lock", .. s_vault]
        );

        string lockId = (await AwsCli.RunAsync(server, initiate)).GetProperty("lockId").GetString()!;
        await AwsCli.RefusedAsync(
            server,
            "InvalidParameterValueException",
            "CompleteVaultLock",
            "",
            ["complete-vault-lock", .. s_vault, "--lock-id=" + new string('x', 24)]
        );
        await AwsCli.RunAsync(server, ["complete-vault-lock", .. s_vault, "--lock-id=" + lockId]);
        JsonElement locked = await AwsCli.RunAsync(server, ["get-vault-lock", .. s_vault]);
        Assert.Equal("Locked", locked.GetProperty("State").GetString());
        Assert.False(locked.TryGetProperty("ExpirationDate", out _));
        await AwsCli.RefusedAsync(
            server,
            "AccessDeniedException",
            "AbortVaultLock",
            "",
            ["abort-vault-lock", .. s_vault]
        );
    }

    [AwsCliFact]
    public async Task The_retrieval_policy_and_the_capacity_of_the_account()
    {
        await using VerifyingServer server = await VerifyingServer.StartAsync();
        await AwsCli.RunAsync(
            server,
            "set-data-retrieval-policy",
            "--policy",
            """{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":1}]}"""
        );
        JsonElement rule = (await AwsCli.RunAsync(server, "get-data-retrieval-policy"))
            .GetProperty("Policy")
            .GetProperty("Rules")[0];
        Assert.Equal(
            ("BytesPerHour", 1),
            (rule.GetProperty("Strategy").GetString(), rule.GetProperty("BytesPerHour").GetInt64())
        );

        using var files = new TempFolder();
        string source = Path.Combine(files.Path, "source");
        await File.WriteAllBytesAsync(source, TestData.Bytes(1000));
        await AwsCli.RunAsync(server, ["create-vault", .. s_vault]);
        JsonElement stored = await AwsCli.RunAsync(server, ["upload-archive", .. s_vault, "--body", source]);
        await AwsCli.RefusedAsync(
            server,
            "PolicyEnforcedException",
            "InitiateJob",
            "InitiateJob request denied by current data retrieval policy.",
            [
                "initiate-job",
                .. s_vault,
                "--job-parameters",
                $"{{\"Type\":\"archive-retrieval\",\"ArchiveId\":\"{stored.GetProperty("archiveId").GetString()}\"}}",
            ]
        );

        JsonElement bought = await AwsCli.RunAsync(server, "purchase-provisioned-capacity");
        JsonElement units = (await AwsCli.RunAsync(server, "list-provisioned-capacity")).GetProperty(
            "ProvisionedCapacityList"
        );
        Assert.Equal(
            bought.GetProperty("capacityId").GetString(),
            Assert.Single(units.EnumerateArray()).GetProperty("CapacityId").GetString()
        );
        await AwsCli.RunAsync(server, "purchase-provisioned-capacity");
        await AwsCli.RefusedAsync(
            server,
            "LimitExceededException",
            "PurchaseProvisionedCapacity",
            "",
            "purchase-provisioned-capacity"
        );
    }
}
