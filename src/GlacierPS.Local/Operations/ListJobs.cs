using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Json;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Operations;

/// <summary>
/// "limit 1..50, default 50; filters statuscode InProgress|Succeeded|Failed (anything else 400, exact value) and
/// completed true|false, combinable; Marker opaque, inclusive start; null at the end" (glacier-api.md §6.6). Newest
/// first (D19).
/// </summary>
internal sealed class ListJobs : VaultOperation
{
    public override GlacierOperation Name => GlacierOperation.ListJobs;

    protected override ValueTask<GlacierResponse> AnswerAsync(
        RequestContext context,
        Vault vault,
        CancellationToken cancellationToken
    )
    {
        int limit = PageOf.Limit(context, GlacierLimits.ItemsPerPage);
        long from = PageOf.Start(context) ?? long.MaxValue;
        string? status = StatusOf(context);
        bool? completed = CompletedOf(context);
        List<JobView> jobs = vault.Read(state =>
            NewestFrom(state.Jobs, from)
                .Where(job => JobExists.IsKept(context, job))
                .Select(job => JobView.Of(vault, job, context.Now))
                .Where(view => status is null || view.Outcome.StatusCode == status)
                .Where(view => completed is null || view.Outcome.IsCompleted == completed)
                .Take(limit + 1)
                .ToList()
        );
        return ValueTask.FromResult(
            GlacierResponse.Json(
                200,
                JsonBody.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("JobList"u8);
                    foreach (JobView view in jobs.Take(limit))
                    {
                        view.Write(json);
                    }

                    json.WriteEndArray();
                    json.WriteString(
                        "Marker"u8,
                        jobs.Count > limit ? PageMarker.Format(jobs[limit].Job.Ordinal) : null
                    );
                    json.WriteEndObject();
                })
            )
        );
    }

    private static IEnumerable<Job> NewestFrom(JobTable jobs, long from)
    {
        for (int at = jobs.LastUpTo(from); at >= 0; at--)
        {
            yield return jobs.All[at];
        }
    }

    private static string? StatusOf(RequestContext context)
    {
        string? status = context.Query("statuscode");
        return status is null or "" or "InProgress" or "Succeeded" or "Failed"
            ? (status is "" ? null : status)
            : throw ServiceErrors.InvalidJobStatus(status);
    }

    private static bool? CompletedOf(RequestContext context) =>
        context.Query("completed") switch
        {
            null or "" => null,
            "true" => true,
            "false" => false,
            { } other => throw ServiceErrors.InvalidHeader("completed", other),
        };
}
