using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlacierPS.TransferClient;

/// <summary>Does something, and tells in one line of JSON what came of it and what it cost this process.</summary>
internal static class Measured
{
    private const int MostRounds = 16;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    /// <param name="work">What is measured.</param>
    /// <param name="warmUp">
    /// Done before, so that what is counted is the work and not the compilation of the program: the state of a
    /// PowerShell session that has done the like before. Null for a cold start.
    /// </param>
    public static async Task<int> RunAsync(Func<Task<JsonObject>> work, Func<Task>? warmUp = null)
    {
        using var me = Process.GetCurrentProcess();
        try
        {
            if (warmUp is not null)
            {
                await WarmUpAsync(warmUp);
            }

            me.Refresh();
            long idleMemory = me.WorkingSet64;
            TimeSpan idleProcessor = me.TotalProcessorTime;
            TimeSpan idleSystem = me.PrivilegedProcessorTime;
            TimeSpan idleCompilation = JitInfo.GetCompilationTime();
            long idleAllocated = GC.GetTotalAllocatedBytes();
            long start = Stopwatch.GetTimestamp();
            JsonObject result = await work();
            result["seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            me.Refresh();
            result["compileSeconds"] = (JitInfo.GetCompilationTime() - idleCompilation).TotalSeconds;
            result["processorSeconds"] = (me.TotalProcessorTime - idleProcessor).TotalSeconds;
            result["wholeProcessorSeconds"] = me.TotalProcessorTime.TotalSeconds;
            result["systemSeconds"] = (me.PrivilegedProcessorTime - idleSystem).TotalSeconds;
            result["allocated"] = GC.GetTotalAllocatedBytes() - idleAllocated;
            result["collections"] = string.Join(' ', Enumerable.Range(0, 3).Select(GC.CollectionCount));
            result["peakMemory"] = me.PeakWorkingSet64;
            result["idleMemory"] = idleMemory;
            Console.WriteLine(result.ToJsonString(JsonSerializerOptions.Default));
            return 0;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>
    /// What has proved worth it is compiled anew, in two steps, each some time after so many calls: until hardly
    /// anything is.
    /// </summary>
    private static async Task WarmUpAsync(Func<Task> warmUp)
    {
        TimeSpan before = TimeSpan.Zero;
        for (int round = 0; round < MostRounds && JitInfo.GetCompilationTime() - before > Quiet; round++)
        {
            before = JitInfo.GetCompilationTime();
            await warmUp();
            await Task.Delay(TimeSpan.FromSeconds(0.5));
        }
    }
}
