using GlacierPS.Local.Capacity;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "201 + x-amz-capacity-id. A unit starts at purchase time. At most two units per account -> third: 400
/// LimitExceededException" (glacier-api.md §6.13).
/// </summary>
internal sealed class PurchaseProvisionedCapacity : IOperation
{
    public GlacierOperation Name => GlacierOperation.PurchaseProvisionedCapacity;

    public async ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        string id = IdCodec.Capacity.Format(ResourceKey.New());
        await context.Account.Settings.PurchaseAsync(
            new ProvisionedCapacityUnit(id, context.Now.ToDateTimeOffset()),
            state =>
            {
                if (!ProvisionedCapacityUnit.MayPurchase(state.Capacity, context.Now.ToDateTimeOffset()))
                {
                    throw ServiceErrors.TooMuchCapacity(ProvisionedCapacityUnit.MaxUnits);
                }
            }
        );
        return GlacierResponse.Empty(201).With(HeaderNames.CapacityId, id);
    }
}
