namespace GlacierPS.Core.Protocol;

/// <summary>
/// The settings of an account in a region: its data retrieval policy and its provisioned capacity. Each
/// method is one operation of glacier-api.md §5, with the errors of <see cref="IGlacier"/>. Safe for many calls at
/// once.
/// </summary>
public interface IAccountSettings
{
    /// <summary>GetDataRetrievalPolicy (§6.12).</summary>
    Task<DataRetrievalPolicy> GetDataRetrievalPolicyAsync(CancellationToken cancellationToken);

    /// <summary>SetDataRetrievalPolicy: in force within minutes; jobs that run are not touched (§6.12).</summary>
    Task SetDataRetrievalPolicyAsync(DataRetrievalPolicy policy, CancellationToken cancellationToken);

    /// <summary>ListProvisionedCapacity: the units that are bought (§6.13).</summary>
    Task<IReadOnlyList<ProvisionedCapacity>> ListProvisionedCapacityAsync(CancellationToken cancellationToken);

    /// <summary>
    /// PurchaseProvisionedCapacity: buys a unit for a month; each call buys another, two at most (§6.13).
    /// </summary>
    /// <returns>The unit's ID.</returns>
    Task<string> PurchaseProvisionedCapacityAsync(CancellationToken cancellationToken);
}
