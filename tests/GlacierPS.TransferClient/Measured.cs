using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlacierPS.TransferClient;

/// <summary>Does something, and tells in one line of JSON what came of it and what it cost this process.</summary>
internal static class Measured
{
    /// <param name="work">What is measured.</param>
    /// <param name="warmUp">
    /// Done before, so that what is counted is the work and not the compilation of the program: the state of a PowerShell
    /// session that has done the like before. Null for a cold start.
    /// </param>
    public static async Task<int> RunAsync(Func<Task<JsonObject>> work, Func<Task>? warmUp = null)
    {
        using var me = Process.GetCurrentProcess();
        try
        {
            if (warmUp is not null)
            {
                // What has proved worth it is compiled anew, in two steps, each some time after so many calls.
                for (int round = 0; round < 4; round++)
                {
                    await warmUp();
                    await Task.Delay(TimeSpan.FromSeconds(0.5));
                }
            }

            me.Refresh();
            long idleMemory = me.WorkingSet64;
            TimeSpan idleProcessor = me.TotalProcessorTime;
            TimeSpan idleSystem = me.PrivilegedProcessorTime;
            long start = Stopwatch.GetTimestamp();
            JsonObject result = await work();
            result["seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            me.Refresh();
            result["processorSeconds"] = (me.TotalProcessorTime - idleProcessor).TotalSeconds;
            result["systemSeconds"] = (me.PrivilegedProcessorTime - idleSystem).TotalSeconds;
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
}
