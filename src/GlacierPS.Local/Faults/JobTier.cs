using System.Text.Json;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;

namespace GlacierPS.Local.Faults;

/// <summary>
/// The tier of the job that a request starts or asks about; null if there is no such job, or it has no tier.
/// </summary>
internal static class JobTier
{
    public static async ValueTask<string?> OfAsync(RequestContext context, CancellationToken cancellationToken) =>
        context.Route.Operation switch
        {
            GlacierOperation.InitiateJob => await AskedAsync(context, cancellationToken),
            GlacierOperation.DescribeJob or GlacierOperation.GetJobOutput => Known(context),
            _ => null,
        };

    private static async ValueTask<string?> AskedAsync(RequestContext context, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
            return JobParameters.Read(body.RootElement).Tier;
        }
        catch (ServiceErrorException)
        {
            // The operation will say so itself.
            return null;
        }
    }

    private static string? Known(RequestContext context) =>
        VaultName.IsValid(context.VaultName) && IdCodec.Job.TryParse(context.Route.Id, out ResourceKey key)
            ? context.Account.Find(context.VaultName)?.Read(state => state.Jobs.Find(key)?.Tier)
            : null;
}
