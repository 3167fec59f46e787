using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "GET returns BytesPerHour only with that strategy (null or absent otherwise). Default: no limit, i.e. None"
/// (glacier-api.md §6.12).
/// </summary>
internal sealed class GetDataRetrievalPolicy : IOperation
{
    public GlacierOperation Name => GlacierOperation.GetDataRetrievalPolicy;

    public ValueTask<GlacierResponse> AnswerAsync(RequestContext context, CancellationToken cancellationToken)
    {
        RetrievalPolicy policy = context.Account.Settings.Read(state => state.RetrievalPolicy);
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteStartObject("Policy"u8);
                    json.WriteStartArray("Rules"u8);
                    json.WriteStartObject();
                    json.WriteNumber("BytesPerHour"u8, policy.BytesPerHour);
                    json.WriteString("Strategy"u8, policy.Strategy.ToString());
                    json.WriteEndObject();
                    json.WriteEndArray();
                    json.WriteEndObject();
                    json.WriteEndObject();
                })
            )
        );
    }
}
