using GlacierPS.Local.Http;
using GlacierPS.Local.Jobs;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Retrieval;
using GlacierPS.Local.Vaults;

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
        Call call,
        string? tier,
        RetrievedArchive? archive,
        CancellationToken cancellationToken
    )
    {
        if (
            archive is null
            || tier != Standard
            || call.Account.Ledger.Read(state => state.RetrievalPolicy)
                is not { Strategy: not RetrievalStrategy.None } policy
        )
        {
            return null;
        }

        await call.Account.Retrieving.WaitAsync(cancellationToken);
        var turn = new Turn(call.Account.Retrieving);
        try
        {
            return policy.Allows(archive.Range.Length, LoadOf(call)) ? turn : throw ErrorAnswers.PolicyEnforced();
        }
        catch (Exception)
        {
            turn.Dispose();
            throw;
        }
    }

    private static RetrievalLoad LoadOf(Call call)
    {
        DateTimeOffset now = call.Now.ToDateTimeOffset();
        var midnight = ServiceTime.Of(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
        return new RetrievalLoad
        {
            InProgress = Sizes(call, job => job.Due > call.Now),
            Today = Sizes(call, job => job.Created >= midnight),
            DailyAllowance = new FreeAllowance(call.Options.FreeRetrievalShare).DailyBytes(
                call.Account.Sorted.Sum(vault => vault.ReadIfThere(state => state.Archives.Totals.Bytes, 0)),
                now
            ),
        };
    }

    private static IEnumerable<long> Sizes(Call call, Func<Job, bool> counts) =>
        call.Account.Sorted.SelectMany(vault =>
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
