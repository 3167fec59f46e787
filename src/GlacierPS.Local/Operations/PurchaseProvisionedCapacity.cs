using GlacierPS.Local.Accounts.Events;
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
        await context.Account.Settings.ChangeAsync(
            (state, record) =>
            {
                if (!ProvisionedCapacityUnit.MayPurchase(state.Capacity, context.Now.ToDateTimeOffset()))
                {
                    throw ServiceErrors.TooMuchCapacity(ProvisionedCapacityUnit.MaxUnits);
                }

                record(new CapacityPurchased { At = context.Now, CapacityId = id });
                return true;
            }
        );
        return GlacierResponse.Empty(201).With(HeaderNames.CapacityId, id);
    }
}
