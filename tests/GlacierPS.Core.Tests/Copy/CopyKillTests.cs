using System.Globalization;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Faults;

namespace GlacierPS.Core.Tests.Copy;

/// <summary>
/// A copy is killed again and again, at a request that chance chooses, with faults of the bucket between. The soak has
/// 100 kills over 300 archives, `test` a few.
/// </summary>
public sealed class CopyKillTests
{
    private static readonly int s_kills = int.TryParse(
        Environment.GetEnvironmentVariable("GLACIERPS_COPY_KILLS"),
        CultureInfo.InvariantCulture,
        out int kills
    )
        ? kills
        : 6;

    // One after the other, beside the bucket's, of which chance chooses.
    private static readonly FaultRule[] s_faults =
    [
        Of("InitiateJob", new FaultAction.Refuse(400, "ThrottlingException")),
        Of("InitiateJob", new FaultAction.LoseAnswer()),
        Of("*", new FaultAction.Refuse(500, "ServiceUnavailableException")),
        Of("*", new FaultAction.Refuse(503, "ServiceUnavailableException")),
        Of("*", new FaultAction.Drop()),
        Of("GetJobOutput", new FaultAction.DropAfterBytes(1000)),
        Of("GetJobOutput", new FaultAction.Corrupt()),
    ];

    [Fact]
    public async Task However_often_it_is_killed_each_archive_is_paid_for_once_and_nothing_is_left()
    {
        using CopyScene scene = await CopyScene.StartAsync();
        int archives = s_kills * 3;
        var random = new Random(s_kills);
        // Most are small; every tenth has several parts, up to 24 MiB.
        await scene.StoreAsync([
            .. Enumerable
                .Range(0, archives)
                .Select(i => i % 10 == 9 ? random.Next(8 * CopyScene.MiB, 24 * CopyScene.MiB) : random.Next(1, 5000)),
        ]);
        int killed = 0;
        HashSet<string> paidBefore = [];
        int again = 0;
        for (int kill = 0; kill < s_kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            int left = random.Next(3, 14);
            void Count(HttpRequestMessage _)
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    killed++;
                    stop.Cancel();
                    throw new HttpRequestException("killed");
                }
            }

            bool before = random.Next(2) == 0;
            scene.Service.Before = before ? Count : _ => { };
            scene.Service.After = before ? _ => { } : Count;
            scene.Bucket.Faults.AddRandom(random.Next(), 0.05);
            scene.Service.Faults.Add(s_faults[kill % s_faults.Length]);
            try
            {
                await scene.RunAsync(cancellationToken: stop.Token);
            }
            catch (Exception error)
                when (error is OperationCanceledException or GlacierException or HttpRequestException)
            {
                // Killed, or the check before the first job met too many faults.
            }

            (scene.Service.Before, scene.Service.After) = (_ => { }, _ => { });
            scene.Service.Faults.Clear();
            if (kill % 5 == 4)
            {
                scene.ForgetAll();
            }

            if (kill == s_kills / 2)
            {
                // Outputs expire: what has a job and no object yet is paid for again, and nothing else.
                List<JobDescription> jobs = await PaidAsync(scene);
                HashSet<string> there = [.. scene.Objects.Select(copy => copy.Traits.Metadata["glacier-archive-id"])];
                paidBefore = [.. jobs.Select(job => job.JobId)];
                again = jobs.Count(job => !there.Contains(job.ArchiveId!));
                scene.Service.Time.Advance(TimeSpan.FromHours(25));
            }
        }

        scene.Bucket.Faults.Clear();
        await scene.RunAsync();
        scene.AssertAllCopied();
        Assert.InRange(killed, s_kills / 2, s_kills);
        Assert.NotEmpty(paidBefore);
        // What the service has, each of them paid for; a request that was killed on its way never came there.
        int paid = (await PaidAsync(scene)).Count(job => !paidBefore.Contains(job.JobId)) + paidBefore.Count;
        Assert.Equal(archives + again, paid);
    }

    private static FaultRule Of(string operation, FaultAction action) =>
        new()
        {
            Operation = operation,
            Action = action,
            Count = 2,
        };

    private static async Task<List<JobDescription>> PaidAsync(CopyScene scene) =>
        await JobList
            .AllAsync(scene.Service.Glacier, "photos", default)
            .Where(job => job.Action == JobAction.ArchiveRetrieval)
            .ToListAsync();
}
