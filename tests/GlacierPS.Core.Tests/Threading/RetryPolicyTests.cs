using System.Collections.Concurrent;
using System.Diagnostics;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Transfer;
using GlacierPS.Core.Threading;
using GlacierPS.Core.Transfer.Upload;
using static GlacierPS.Core.Tests.Transfer.TransferData;

namespace GlacierPS.Core.Tests.Threading;

public sealed class RetryPolicyTests : UploadScene
{
    [Fact]
    public async Task A_passing_fault_costs_the_part_it_befell_and_nothing_else()
    {
        var befallen = new ConcurrentDictionary<object, bool>();
        Glacier.Before = (operation, request, _) =>
            operation is "UploadPart" or "Complete" && befallen.TryAdd(request, true)
                ? throw InMemoryGlacier.Unavailable()
                : Task.CompletedTask;

        AssertStoredOnce(await SendAsync(Patient()));

        Assert.Equal((2 * Parts, 2), (Glacier.Count("UploadPart"), Glacier.Count("Complete")));
        Assert.Contains(Progress.Notes, note => note.Contains("sent again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_permanent_error_is_not_tried_again_and_stops_the_rest_at_once()
    {
        int parts = 0;
        Glacier.Before = async (operation, _, token) =>
        {
            if (operation == "UploadPart")
            {
                if (Interlocked.Increment(ref parts) == 3)
                {
                    throw new AccessDeniedException("No.", System.Net.HttpStatusCode.Forbidden, "request-403");
                }

                await Task.Delay(parts > 3 ? 60_000 : 1, token);
            }
        };
        long start = Stopwatch.GetTimestamp();

        UploadIncompleteException error = await Assert.ThrowsAsync<UploadIncompleteException>(() =>
            SendAsync(Patient())
        );

        Assert.IsType<AccessDeniedException>(error.InnerException);
        Assert.InRange(Glacier.Count("UploadPart"), 3, 6);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
    }

    [Fact]
    public async Task Pauses_double_and_are_left_to_chance_by_half()
    {
        var retries = new RetryPolicy(attempts: 5, TimeSpan.FromMilliseconds(40));
        foreach ((int failed, int most) in new[] { (1, 40), (2, 80), (3, 160) })
        {
            long start = Stopwatch.GetTimestamp();
            await retries.WaitAsync(failed, default);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, most / 2 - 2, most + 2000);
        }

        Assert.True(retries.Allows(4));
        Assert.False(retries.Allows(5));
    }

    private UploadOptions Patient() =>
        Temp.Options(Progress) with
        {
            Attempts = 4,
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };
}
