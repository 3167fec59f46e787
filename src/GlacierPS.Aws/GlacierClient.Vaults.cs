using System.Net;
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
            response =>
                response.Header("Location")
                ?? (
                    response.HttpStatusCode == HttpStatusCode.Created
                        ? $"/{AccountId}/vaults/{vaultName}"
                        : throw new FormatException(
                            $"its status is {(int)response.HttpStatusCode} where Glacier has 201, and it has no "
                                + "Location."
                        )
                ),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<VaultDescription> DescribeVaultAsync(string vaultName, CancellationToken cancellationToken) =>
        SendAsync(
            ForVault(
                new ServiceRequest("DescribeVault", HttpMethod.Get, Vault) { ResponseKind = ResponseKind.Json },
                vaultName
            ),
            response =>
                VaultMembers.Read(response.Json) is var vault && vault.VaultName == vaultName
                    ? vault
                    : throw new FormatException($"it describes another vault, {vault.VaultName}."),
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
