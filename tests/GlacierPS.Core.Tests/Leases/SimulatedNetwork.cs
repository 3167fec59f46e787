using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Leases;

/// <summary>
/// Requests and answers: both take their time, some get lost, and a machine is cut off now and then. A request whose
/// answer is lost was carried out.
/// </summary>
internal sealed class SimulatedNetwork(SimulatedWorld world, double faults)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    public Task<T> CallAsync<T>(
        SimulatedMachine machine,
        Func<T> serve,
        CancellationToken cancellationToken,
        bool mayHaveHappened = false
    )
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenRegistration cancelled = cancellationToken.Register(() =>
            answer.TrySetCanceled(cancellationToken)
        );
        void Answer(TimeSpan after, Action<TaskCompletionSource<T>> set) =>
            world.Schedule(
                after,
                null,
                () =>
                {
                    set(answer);
                    cancelled.Dispose();
                }
            );
        bool isCutOff = machine.CutOffUntil > world.Elapsed;
        double luck = world.Random.NextDouble();
        if (isCutOff || luck < faults / 2)
        {
            Answer(s_timeout, a => a.TrySetException(Lost(mayHaveHappened)));
            return answer.Task;
        }

        TimeSpan way = TimeSpan.FromMilliseconds(10 + 40 * world.Random.NextDouble());
        if (world.Random.NextDouble() < faults)
        {
            way *= 100;
        }

        world.Schedule(
            way,
            null,
            () =>
            {
                T? result = default;
                Exception? error = null;
                try
                {
                    result = serve();
                }
                catch (GlacierException refused)
                {
                    error = refused;
                }

                if (luck < faults)
                {
                    Answer(s_timeout, a => a.TrySetException(Lost(mayHaveHappened)));
                }
                else if (error is not null)
                {
                    Answer(way, a => a.TrySetException(error));
                }
                else
                {
                    Answer(way, a => a.TrySetResult(result!));
                }
            }
        );
        return answer.Task;
    }

    private static GlacierConnectionException Lost(bool mayHaveHappened) =>
        new(null, "No answer.", mayHaveHappened: mayHaveHappened);
}
