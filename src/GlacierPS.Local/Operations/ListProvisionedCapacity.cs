using GlacierPS.Local.Capacity;
using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "List returns an array; [] when none"; units that ended are not listed (glacier-api.md §6.13).
/// </summary>
internal sealed class ListProvisionedCapacity : IOperation
{
    public GlacierOperation Name => GlacierOperation.ListProvisionedCapacity;

    public ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        DateTimeOffset now = context.Now.ToDateTimeOffset();
        List<ProvisionedCapacityUnit> units = context.Account.Settings.Read(state =>
            state.Capacity.Where(unit => unit.IsLive(now)).ToList()
        );
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("ProvisionedCapacityList"u8);
                    foreach (ProvisionedCapacityUnit unit in units)
                    {
                        json.WriteStartObject();
                        json.WriteString("CapacityId"u8, unit.CapacityId);
                        json.WriteDate("ExpirationDate"u8, ServiceTime.Of(unit.ExpirationDate));
                        json.WriteDate("StartDate"u8, ServiceTime.Of(unit.StartDate));
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                })
            )
        );
    }
}
