using System.Text.Json;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Operations;

namespace GlacierPS.Local.Faults;

/// <summary>
/// The tier of the job that a request starts or asks about; null if there is no such job, or it has no tier.
/// </summary>
internal static class JobTier
{
    public static async ValueTask<string?> OfAsync(Call call, CancellationToken cancellationToken) =>
        call.Route.Operation switch
        {
            GlacierOperation.InitiateJob => await AskedAsync(call, cancellationToken),
            GlacierOperation.DescribeJob or GlacierOperation.GetJobOutput => Known(call),
            _ => null,
        };

    private static async ValueTask<string?> AskedAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument body = await JsonRequest.ReadAsync(call.Request, cancellationToken);
            return JobParameters.Read(body.RootElement).Tier;
        }
        catch (ErrorAnswerException)
        {
            // The operation will say so itself.
            return null;
        }
    }

    private static string? Known(Call call) =>
        VaultName.IsValid(call.VaultName) && IdShape.Job.TryParse(call.Route.Id, out ShortKey key)
            ? call.Account.Find(call.VaultName)?.Read(state => state.Jobs.Find(key)?.Tier)
            : null;
}
