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
                    Answer = AnswerKind.Json,
                }
            ),
            answer => SettingsJson.ReadRetrievalPolicy(answer.Json),
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
                    SettingsJson.WriteRetrievalPolicy(policy)
                )
            ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProvisionedCapacity>> ListProvisionedCapacityAsync(CancellationToken cancellationToken) =>
        SendAsync(
            ForAccount(
                new ServiceRequest("ListProvisionedCapacity", HttpMethod.Get, Capacity) { Answer = AnswerKind.Json }
            ),
            answer => answer.Json.List("ProvisionedCapacityList", SettingsJson.ReadCapacity),
            cancellationToken
        );

    /// <inheritdoc/>
    /// <remarks>
    /// Repeated only when nothing can have been bought; after a lost answer a <see cref="GlacierConnectionException"/>
    /// with <see cref="GlacierConnectionException.MayHaveHappened"/> is thrown instead.
    /// </remarks>
    public Task<string> PurchaseProvisionedCapacityAsync(CancellationToken cancellationToken) =>
        SendAsync(
            ForAccount(
                new ServiceRequest("PurchaseProvisionedCapacity", HttpMethod.Post, Capacity)
                {
                    MakesAnother = "The purchase",
                }
            ),
            answer => answer.RequiredHeader("x-amz-capacity-id"),
            cancellationToken
        );
}
