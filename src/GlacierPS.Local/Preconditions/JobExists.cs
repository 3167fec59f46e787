using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>The job is there, and did not end so long ago that it expired (glacier-api.md §6.6, expiry).</summary>
internal static class JobExists
{
    public static Job Require(RequestContext context, VaultState vault) =>
        IdCodec.Job.TryParse(context.Route.Id, out ResourceKey key)
        && vault.Jobs.Find(key) is { } job
        && IsKept(context, job)
            ? job
            : throw ServiceErrors.JobNotFound(context.Route.Id);

    public static bool IsKept(RequestContext context, Job job) => context.Now < job.Due + context.Options.JobRetention;
}
