using System.Globalization;
using System.Runtime.InteropServices;
using Xunit.Sdk;

namespace GlacierPS.Local.Tests.Fuzzing;

/// <summary>
/// Hostile and broken services. GLACIERPS_FUZZ_RUNS says how many runs, GLACIERPS_FUZZ_SEED which is the first.
/// </summary>
public sealed class FuzzingTests(ITestOutputHelper output)
{
    private const long MostMemory = 300L << 20;

    [Fact]
    public async Task Whatever_the_service_answers_no_file_is_wrong_no_success_untrue_and_nothing_hangs()
    {
        int runs = Number("GLACIERPS_FUZZ_RUNS", 24);
        int first = Number("GLACIERPS_FUZZ_SEED", 1);
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        long most = 0;
        for (int seed = first; seed < first + runs; seed++)
        {
            try
            {
                string end = await FuzzRun.RunAsync(seed);
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception error)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {error}"));
            }

            // What a run leaves to the collector is the harness's, which holds bodies as a whole.
            GC.Collect();
            most = Math.Max(most, Environment.WorkingSet);
        }

        foreach ((string end, int count) in ends)
        {
            output.WriteLine($"{count, 5}  {end}");
        }

        output.WriteLine($"{most >> 20} MB at most, {RuntimeInformation.ProcessArchitecture}");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        if (Environment.GetEnvironmentVariable("GLACIERPS_FUZZ_RUNS") is { Length: > 0 })
        {
            // In a process of its own: beside the other tests the memory is theirs too.
            Assert.InRange(most, 1, MostMemory);
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
