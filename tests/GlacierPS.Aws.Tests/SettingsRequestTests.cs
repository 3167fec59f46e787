using GlacierPS.Core.Protocol;
using static GlacierPS.Aws.Tests.Service.WireCheck;

namespace GlacierPS.Aws.Tests;

/// <summary>What the operations on settings put on the wire (glacier-api.md §5).</summary>
public sealed class SettingsRequestTests
{
    private const string Policy = """{"Statement":[]}""";
    private const string PolicyBody = """{"Policy":"{\u0022Statement\u0022:[]}"}""";

    [Fact]
    public Task ListTagsForVault() => Sends(g => g.ListTagsForVaultAsync("v", default), "GET", "/-/vaults/v/tags");

    [Fact]
    public Task AddTagsToVault() =>
        Sends(
            g => g.AddTagsToVaultAsync("v", new Dictionary<string, string> { ["a.b"] = "c d", ["e"] = "" }, default),
            "POST",
            "/-/vaults/v/tags?operation=add",
            """{"Tags":{"a.b":"c d","e":""}}""",
            ("Content-Type", "application/json")
        );

    [Fact]
    public Task RemoveTagsFromVault() =>
        Sends(
            g => g.RemoveTagsFromVaultAsync("v", ["a", "b"], default),
            "POST",
            "/-/vaults/v/tags?operation=remove",
            """{"TagKeys":["a","b"]}"""
        );

    [Fact]
    public Task GetVaultAccessPolicy() =>
        Sends(
            async g => Assert.Equal("{}", await g.GetVaultAccessPolicyAsync("v", default)),
            "GET",
            "/-/vaults/v/access-policy"
        );

    [Fact]
    public Task SetVaultAccessPolicy() =>
        Sends(g => g.SetVaultAccessPolicyAsync("v", Policy, default), "PUT", "/-/vaults/v/access-policy", PolicyBody);

    [Fact]
    public Task DeleteVaultAccessPolicy() =>
        Sends(g => g.DeleteVaultAccessPolicyAsync("v", default), "DELETE", "/-/vaults/v/access-policy");

    [Fact]
    public Task GetVaultNotifications() =>
        Sends(g => g.GetVaultNotificationsAsync("v", default), "GET", "/-/vaults/v/notification-configuration");

    [Fact]
    public Task SetVaultNotifications() =>
        Sends(
            g =>
                g.SetVaultNotificationsAsync(
                    new VaultNotification
                    {
                        VaultName = "v",
                        SNSTopic = "arn:aws:sns:us-west-2:012345678901:mytopic",
                        Events =
                        [
                            NotificationEvent.ArchiveRetrievalCompleted,
                            NotificationEvent.InventoryRetrievalCompleted,
                        ],
                    },
                    default
                ),
            "PUT",
            "/-/vaults/v/notification-configuration",
            """{"SNSTopic":"arn:aws:sns:us-west-2:012345678901:mytopic","Events":["ArchiveRetrievalCompleted","InventoryRetrievalCompleted"]}"""
        );

    [Fact]
    public Task DeleteVaultNotifications() =>
        Sends(g => g.DeleteVaultNotificationsAsync("v", default), "DELETE", "/-/vaults/v/notification-configuration");

    [Fact]
    public Task GetVaultLock() => Sends(g => g.GetVaultLockAsync("v", default), "GET", "/-/vaults/v/lock-policy");

    [Fact]
    public Task InitiateVaultLock() =>
        Sends(
            async g => Assert.Equal("l", await g.InitiateVaultLockAsync("v", Policy, default)),
            "POST",
            "/-/vaults/v/lock-policy",
            PolicyBody
        );

    [Fact]
    public Task CompleteVaultLock() =>
        Sends(
            g => g.CompleteVaultLockAsync("v", "-lock_0", default),
            "POST",
            "/-/vaults/v/lock-policy/-lock_0",
            "",
            ("Content-Length", "0")
        );

    [Fact]
    public Task AbortVaultLock() =>
        Sends(g => g.AbortVaultLockAsync("v", default), "DELETE", "/-/vaults/v/lock-policy");

    [Fact]
    public Task GetDataRetrievalPolicy() =>
        Sends(
            async g => Assert.Equal(RetrievalStrategy.None, (await g.GetDataRetrievalPolicyAsync(default)).Strategy),
            "GET",
            "/-/policies/data-retrieval"
        );

    [Fact]
    public Task SetDataRetrievalPolicy() =>
        Sends(
            g =>
                g.SetDataRetrievalPolicyAsync(
                    new() { Strategy = RetrievalStrategy.BytesPerHour, BytesPerHour = 10737418240 },
                    default
                ),
            "PUT",
            "/-/policies/data-retrieval",
            """{"Policy":{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":10737418240}]}}"""
        );

    [Fact]
    public Task SetDataRetrievalPolicy_without_a_number() =>
        Sends(
            g => g.SetDataRetrievalPolicyAsync(new() { Strategy = RetrievalStrategy.FreeTier }, default),
            "PUT",
            "/-/policies/data-retrieval",
            """{"Policy":{"Rules":[{"Strategy":"FreeTier"}]}}"""
        );

    [Fact]
    public Task ListProvisionedCapacity() =>
        Sends(g => g.ListProvisionedCapacityAsync(default), "GET", "/-/provisioned-capacity");

    [Fact]
    public Task PurchaseProvisionedCapacity() =>
        Sends(
            async g => Assert.Equal("c", await g.PurchaseProvisionedCapacityAsync(default)),
            "POST",
            "/-/provisioned-capacity",
            "",
            ("Content-Length", "0")
        );
}
