using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Retrieval;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// The account's data retrieval policy lets a retrieval start: "applies to Standard retrievals only. Refusal = 400
/// PolicyEnforcedException at InitiateJob; nothing is created" (glacier-api.md §6.12, D22).
/// </summary>
internal static class RetrievalAllowed
{
    private const string Standard = "Standard";

    /// <summary>Asks, and holds back the account's other retrievals until the job was recorded or refused.</summary>
    /// <returns>To be disposed of then; null if nothing is limited.</returns>
    public static async ValueTask<IDisposable?> RequireAsync(
        RequestContext context,
        string? tier,
        RetrievedArchive? archive,
        CancellationToken cancellationToken
    )
    {
        if (
            archive is null
            || tier != Standard
            || context.Account.Settings.Read(state => state.RetrievalPolicy)
                is not { Strategy: not RetrievalStrategy.None } policy
        )
        {
            return null;
        }

        await context.Account.Retrieving.WaitAsync(cancellationToken);
        var turn = new Turn(context.Account.Retrieving);
        try
        {
            return policy.Allows(archive.Range.Length, LoadOf(context)) ? turn : throw ServiceErrors.PolicyEnforced();
        }
        catch (Exception)
        {
            turn.Dispose();
            throw;
        }
    }

    private static RetrievalLoad LoadOf(RequestContext context)
    {
        DateTimeOffset now = context.Now.ToDateTimeOffset();
        var midnight = ServiceTime.Of(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
        return new RetrievalLoad
        {
            InProgress = Sizes(context, job => job.Due > context.Now),
            Today = Sizes(context, job => job.Created >= midnight),
            DailyAllowance = new FreeAllowance(context.Options.FreeRetrievalShare).DailyBytes(
                context.Account.Sorted.Sum(vault => vault.ReadIfThere(state => state.Totals.Bytes, 0)),
                now
            ),
        };
    }

    private static IEnumerable<long> Sizes(RequestContext context, Func<Job, bool> counts) =>
        context.Account.Sorted.SelectMany(vault =>
            vault.ReadIfThere(
                state =>
                    state
                        .Jobs.All.Where(job => job.Archive is not null && job.Tier == Standard && counts(job))
                        .Select(job => job.Archive!.Range.Length)
                        .ToList(),
                []
            )
        );

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
