using GlacierPS.Aws.Wire;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws;

/// <content>The account's retrieval policy and capacity (glacier-api.md §6.12, §6.13).</content>
public sealed partial class GlacierClient
{
    private const string RetrievalPolicy = Account + "/policies/data-retrieval";
    private const string Capacity = Account + "/provisioned-capacity";

    /// <inheritdoc/>
    public Task<DataRetrievalPolicy> GetDataRetrievalPolicyAsync(CancellationToken cancellationToken) =>
        SendAsync(
            ForAccount(
                new ServiceRequest("GetDataRetrievalPolicy", HttpMethod.Get, RetrievalPolicy)
                {
                    ResponseKind = ResponseKind.Json,
                }
            ),
            response => SettingsMembers.ReadRetrievalPolicy(response.Json),
            cancellationToken
        );

    /// <inheritdoc/>
    public Task SetDataRetrievalPolicyAsync(DataRetrievalPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        policy.Check();
        return SendAsync(
            ForAccount(
                ServiceRequest.OfJson(
                    "SetDataRetrievalPolicy",
                    HttpMethod.Put,
                    RetrievalPolicy,
                    SettingsMembers.WriteRetrievalPolicy(policy)
                )
            ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProvisionedCapacity>> ListProvisionedCapacityAsync(CancellationToken cancellationToken) =>
        SendAsync(
            ForAccount(
                new ServiceRequest("ListProvisionedCapacity", HttpMethod.Get, Capacity)
                {
                    ResponseKind = ResponseKind.Json,
                }
            ),
            response => response.Json.List("ProvisionedCapacityList", SettingsMembers.ReadCapacity),
            cancellationToken
        );

    /// <inheritdoc/>
    /// <remarks>
    /// Repeated only when nothing can have been bought; after a lost response a <see
    /// cref="GlacierConnectionException"/> with <see cref="GlacierConnectionException.MayHaveHappened"/> is thrown
    /// instead.
    /// </remarks>
    public Task<string> PurchaseProvisionedCapacityAsync(CancellationToken cancellationToken) =>
        SendAsync(
            ForAccount(
                new ServiceRequest("PurchaseProvisionedCapacity", HttpMethod.Post, Capacity)
                {
                    MakesAnother = "The purchase",
                }
            ),
            response => response.RequiredHeader("x-amz-capacity-id"),
            cancellationToken
        );
}
