using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>The job is there, and did not end so long ago that it expired (glacier-api.md §6.6, expiry).</summary>
internal static class JobExists
{
    public static Job Require(Call call, VaultState vault) =>
        IdShape.Job.TryParse(call.Route.Id, out ShortKey key) && vault.Jobs.Find(key) is { } job && IsKept(call, job)
            ? job
            : throw ErrorAnswers.JobNotFound(call.Route.Id);

    public static bool IsKept(Call call, Job job) => call.Now < job.Due + call.Options.JobRetention;
}
