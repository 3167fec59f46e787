namespace GlacierPS.Core.Protocol;

/// <summary>
/// The settings of a vault: tags, access policy, notifications and vault lock. Each method
/// is one operation of glacier-api.md §5, with the errors of <see cref="IGlacier"/>. Safe for many calls at once.
/// </summary>
public interface IVaultSettings
{
    /// <summary>ListTagsForVault (§6.2).</summary>
    /// <returns>All tags of the vault; none is no error.</returns>
    Task<IReadOnlyDictionary<string, string>> ListTagsForVaultAsync(
        string vaultName,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// AddTagsToVault: 1 to 10 tags, all of them or none; those that are there get the new value (§6.2).
    /// </summary>
    Task AddTagsToVaultAsync(
        string vaultName,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken
    );

    /// <summary>RemoveTagsFromVault: 1 to 10 keys; unknown ones are no error (§6.2).</summary>
    Task RemoveTagsFromVaultAsync(string vaultName, IReadOnlyList<string> tagKeys, CancellationToken cancellationToken);

    /// <summary>GetVaultAccessPolicy (§6.10).</summary>
    /// <returns>The policy's JSON, as it was set.</returns>
    Task<string> GetVaultAccessPolicyAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>SetVaultAccessPolicy: replaces what is there (§6.10).</summary>
    /// <param name="vaultName">The vault.</param>
    /// <param name="policy">A policy document in JSON, at most 20 KB.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task SetVaultAccessPolicyAsync(string vaultName, string policy, CancellationToken cancellationToken);

    /// <summary>DeleteVaultAccessPolicy: succeeds if there is none (§6.10).</summary>
    Task DeleteVaultAccessPolicyAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>GetVaultNotifications (§6.9).</summary>
    Task<VaultNotification> GetVaultNotificationsAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>SetVaultNotifications: replaces what is there (§6.9).</summary>
    Task SetVaultNotificationsAsync(VaultNotification notification, CancellationToken cancellationToken);

    /// <summary>DeleteVaultNotifications: succeeds if there are none (§6.9).</summary>
    Task DeleteVaultNotificationsAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>GetVaultLock (§6.11).</summary>
    Task<VaultLock> GetVaultLockAsync(string vaultName, CancellationToken cancellationToken);

    /// <summary>
    /// InitiateVaultLock: the policy is in force from now on, for 24 hours unless the lock is completed (§6.11).
    /// </summary>
    /// <returns>The lock's ID, which only this call tells and completing it needs.</returns>
    Task<string> InitiateVaultLockAsync(string vaultName, string policy, CancellationToken cancellationToken);

    /// <summary>CompleteVaultLock: for ever (§6.11). Safe to repeat with the same ID.</summary>
    Task CompleteVaultLockAsync(string vaultName, string lockId, CancellationToken cancellationToken);

    /// <summary>AbortVaultLock: takes back a lock that is not completed; succeeds if there is none (§6.11).</summary>
    Task AbortVaultLockAsync(string vaultName, CancellationToken cancellationToken);
}
