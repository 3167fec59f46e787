using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlacierPS.TransferClient;

/// <summary>Does something, and tells in one line of JSON what came of it and what it cost this process.</summary>
internal static class Measured
{
    public static async Task<int> RunAsync(Func<Task<JsonObject>> work)
    {
        using var me = Process.GetCurrentProcess();
        long idleMemory = me.WorkingSet64;
        TimeSpan idleProcessor = me.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        JsonObject result;
        try
        {
            result = await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }

        result["seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        me.Refresh();
        result["processorSeconds"] = (me.TotalProcessorTime - idleProcessor).TotalSeconds;
        result["systemSeconds"] = me.PrivilegedProcessorTime.TotalSeconds;
        result["peakMemory"] = me.PeakWorkingSet64;
        result["idleMemory"] = idleMemory;
        Console.WriteLine(result.ToJsonString(JsonSerializerOptions.Default));
        return 0;
    }
}
