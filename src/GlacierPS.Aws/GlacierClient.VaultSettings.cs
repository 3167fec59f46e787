using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <content>Tags, access policies and notifications (glacier-api.md §6.2, §6.9, §6.10).</content>
public sealed partial class GlacierClient
{
    private const string Tags = Vault + "/tags";
    private const string AccessPolicy = Vault + "/access-policy";
    private const string Notifications = Vault + "/notification-configuration";

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> ListTagsForVaultAsync(
        string vaultName,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            ForVault(
                new ServiceRequest("ListTagsForVault", HttpMethod.Get, Tags) { ResponseKind = ResponseKind.Json },
                vaultName
            ),
            response => SettingsMembers.ReadTags(response.Json),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task AddTagsToVaultAsync(
        string vaultName,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(tags);
        CheckTagCount(tags.Count);
        foreach ((string key, string value) in tags)
        {
            TagText.Check(key, value);
        }

        return SendAsync(
            ForVault(
                    ServiceRequest.OfJson("AddTagsToVault", HttpMethod.Post, Tags, SettingsMembers.WriteTags(tags)),
                    vaultName
                )
                .WithQuery("operation", "add"),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task RemoveTagsFromVaultAsync(
        string vaultName,
        IReadOnlyList<string> tagKeys,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(tagKeys);
        CheckTagCount(tagKeys.Count);
        return SendAsync(
            ForVault(
                    ServiceRequest.OfJson(
                        "RemoveTagsFromVault",
                        HttpMethod.Post,
                        Tags,
                        SettingsMembers.WriteTagKeys(tagKeys)
                    ),
                    vaultName
                )
                .WithQuery("operation", "remove"),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<string> GetVaultAccessPolicyAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(
                new ServiceRequest("GetVaultAccessPolicy", HttpMethod.Get, AccessPolicy)
                {
                    ResponseKind = ResponseKind.Json,
                },
                vaultName
            ),
            response => response.Json.RequiredText("Policy"),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task SetVaultAccessPolicyAsync(string vaultName, string policy, CancellationToken cancellationToken)
    {
        PolicyText.Check(policy);
        return SendAsync(
            ForVault(
                ServiceRequest.OfJson(
                    "SetVaultAccessPolicy",
                    HttpMethod.Put,
                    AccessPolicy,
                    SettingsMembers.WritePolicy(policy)
                ),
                vaultName
            ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task DeleteVaultAccessPolicyAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(new ServiceRequest("DeleteVaultAccessPolicy", HttpMethod.Delete, AccessPolicy), vaultName),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<VaultNotification> GetVaultNotificationsAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(
                new ServiceRequest("GetVaultNotifications", HttpMethod.Get, Notifications)
                {
                    ResponseKind = ResponseKind.Json,
                },
                vaultName
            ),
            response => SettingsMembers.ReadNotification(response.Json, vaultName),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task SetVaultNotificationsAsync(VaultNotification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return SendAsync(
            ForVault(
                ServiceRequest.OfJson(
                    "SetVaultNotifications",
                    HttpMethod.Put,
                    Notifications,
                    SettingsMembers.WriteNotification(notification)
                ),
                notification.VaultName
            ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task DeleteVaultNotificationsAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(new ServiceRequest("DeleteVaultNotifications", HttpMethod.Delete, Notifications), vaultName),
            cancellationToken
        );

    private static void CheckTagCount(int count)
    {
        if (count is < 1 or > GlacierLimits.TagsPerRequest)
        {
            throw new GlacierInputException(
                "InvalidTagCount",
                $"One request carries 1 to {GlacierLimits.TagsPerRequest} tags, not {count}. Send them in several."
            );
        }
    }
}
