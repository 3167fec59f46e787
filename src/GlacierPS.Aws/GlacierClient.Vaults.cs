using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <content>Vaults (glacier-api.md §6.1).</content>
public sealed partial class GlacierClient
{
    /// <inheritdoc/>
    public Task<string> CreateVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(new ServiceRequest("CreateVault", HttpMethod.Put, Vault), vaultName),
            response => response.Header("Location") ?? $"/{AccountId}/vaults/{vaultName}",
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<VaultDescription> DescribeVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(
                new ServiceRequest("DescribeVault", HttpMethod.Get, Vault) { ResponseKind = ResponseKind.Json },
                vaultName
            ),
            response => VaultMembers.Read(response.Json),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Page<VaultDescription>> ListVaultsAsync(
        string? marker,
        int? limit,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            ForAccount(new ServiceRequest("ListVaults", HttpMethod.Get, Vaults) { ResponseKind = ResponseKind.Json })
                .WithPage(marker, limit, GlacierLimits.VaultsPerPage),
            response => new Page<VaultDescription>(
                response.Json.List("VaultList", VaultMembers.Read),
                response.Json.NextMarker(marker)
            ),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task DeleteVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(ForVault(new ServiceRequest("DeleteVault", HttpMethod.Delete, Vault), vaultName), cancellationToken);
}
