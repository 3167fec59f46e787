using GlacierPS.Local.Accounts.Events;
using GlacierPS.Local.Capacity;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "201 + x-amz-capacity-id. A unit starts at purchase time. At most two units per account -> third: 400
/// LimitExceededException" (glacier-api.md §6.13).
/// </summary>
internal sealed class PurchaseProvisionedCapacity : IOperation
{
    public GlacierOperation Name => GlacierOperation.PurchaseProvisionedCapacity;

    public async ValueTask<GlacierResponse> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        string id = IdShape.Capacity.Format(ShortKey.New());
        await call.Account.Ledger.ChangeAsync(
            (state, record) =>
            {
                if (!ProvisionedCapacityUnit.MayPurchase(state.Capacity, call.Now.ToDateTimeOffset()))
                {
                    throw ErrorAnswers.TooMuchCapacity(ProvisionedCapacityUnit.MaxUnits);
                }

                record(new CapacityPurchased { At = call.Now, CapacityId = id });
                return true;
            }
        );
        return GlacierResponse.Empty(201).With(HeaderNames.CapacityId, id);
    }
}
