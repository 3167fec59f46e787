using GlacierPS.Local.Http;
using GlacierPS.Local.Json;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>A job's description, 200 (glacier-api.md §6.6, D11).</summary>
internal sealed class DescribeJob : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.DescribeJob;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        JobView view = vault.Read(state => JobView.Of(vault, JobExists.Require(context, state), context.Now));
        return ValueTask.FromResult(GlacierResponse.Json(200, JsonBody.Write(view.Write)));
    }
}
