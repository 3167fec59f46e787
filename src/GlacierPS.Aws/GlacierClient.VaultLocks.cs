using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <content>Vault locks (glacier-api.md §6.11).</content>
public sealed partial class GlacierClient
{
    private const string LockPolicy = Vault + "/lock-policy";

    /// <inheritdoc/>
    public Task<VaultLock> GetVaultLockAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(
                new ServiceRequest("GetVaultLock", HttpMethod.Get, LockPolicy) { ResponseKind = ResponseKind.Json },
                vaultName
            ),
            response => SettingsMembers.ReadLock(response.Json, vaultName),
            cancellationToken
        );

    /// <inheritdoc/>
    /// <remarks>
    /// Repeated only when no lock can have been begun; after a lost response a <see cref="GlacierConnectionException"/>
    /// with <see cref="GlacierConnectionException.MayHaveHappened"/> is thrown instead: a repeat would be refused, and
    /// hide that the vault is locked.
    /// </remarks>
    public Task<string> InitiateVaultLockAsync(string vaultName, string policy, CancellationToken cancellationToken)
    {
        PolicyText.Check(policy);
        return SendAsync(
            ForVault(
                ServiceRequest.OfJson(
                    "InitiateVaultLock",
                    HttpMethod.Post,
                    LockPolicy,
                    SettingsMembers.WritePolicy(policy),
                    makesAnother: "The lock"
                ),
                vaultName
            ),
            response => response.RequiredHeader("x-amz-lock-id"),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task CompleteVaultLockAsync(string vaultName, string lockId, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(new ServiceRequest("CompleteVaultLock", HttpMethod.Post, LockPolicy + "/{lockId}"), vaultName)
                .WithMember("lockId", lockId),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task AbortVaultLockAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(new ServiceRequest("AbortVaultLock", HttpMethod.Delete, LockPolicy), vaultName),
            cancellationToken
        );
}
