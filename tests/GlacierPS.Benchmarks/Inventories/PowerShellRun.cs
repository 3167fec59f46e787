using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>Scripts in a PowerShell that was just started, with the module as it is staged.</summary>
internal static class PowerShellRun
{
    /// <summary>What a figure says where the module is not staged.</summary>
    public const string NotStaged = "the module is not staged: ./build.sh build";

    /// <summary>
    /// The words that start PowerShell, which build.ps1 says: as a dotnet tool it is not on PATH. Null if it does not.
    /// </summary>
    public static string[]? Words => WordsOf("GLACIERPS_POWERSHELL");

    /// <summary>
    /// As <see cref="Words"/>, of a PowerShell whose own assemblies are compiled ahead, as an installed one's are.
    /// </summary>
    public static string[]? CompiledWords => WordsOf("GLACIERPS_COMPILED_POWERSHELL");

    /// <summary>The staged module's manifest; null if there is none.</summary>
    public static string? FindModule()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string staged = Path.Combine(folder, "output", "GlacierPS");
            if (Directory.Exists(staged))
            {
                return Directory
                    .EnumerateFiles(staged, "GlacierPS.psd1", SearchOption.AllDirectories)
                    .Order()
                    .LastOrDefault();
            }
        }

        return null;
    }

    /// <summary>How long a part of a script takes in seconds; null where PowerShell cannot run it.</summary>
    /// <param name="before">What comes before the part that counts.</param>
    /// <param name="script">The part, which may use <c>$n</c>.</param>
    /// <param name="stateFolder">Where the module keeps its catalogues; null for the user's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(double Time, double ProcessorTime)?> MeasureAsync(
        string before,
        string script,
        string? stateFolder,
        CancellationToken cancellationToken
    )
    {
        string whole =
            $"$ErrorActionPreference = 'Stop'; $n = 0; {before}; "
            + "$p = [Diagnostics.Process]::GetCurrentProcess(); $c = $p.TotalProcessorTime; "
            + $"$w = [Diagnostics.Stopwatch]::StartNew(); {script}; $w.Stop(); $p.Refresh(); "
            + "[Console]::Out.Write([string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', "
            + "$w.Elapsed.TotalSeconds, ($p.TotalProcessorTime - $c).TotalSeconds))";

        return
            await RunAsync(whole, stateFolder, cancellationToken) is { Answer: var answer }
            && answer.Split(' ') is [var time, var processor]
            && double.TryParse(time, CultureInfo.InvariantCulture, out double seconds)
            && double.TryParse(processor, CultureInfo.InvariantCulture, out double processorSeconds)
            ? (seconds, processorSeconds)
            : null;
    }

    /// <summary>
    /// What a script prints, and how long its process takes from its start to its end, in seconds; null where it fails.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="stateFolder">Where the module keeps its catalogues; null for the user's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<(string Answer, double Wall)?> RunAsync(
        string script,
        string? stateFolder,
        CancellationToken cancellationToken
    ) => RunAsync(Words ?? ["pwsh"], script, stateFolder, null, cancellationToken);

    /// <summary>As the other, in a PowerShell that is named.</summary>
    /// <param name="words">The words that start it.</param>
    /// <param name="script">The script.</param>
    /// <param name="stateFolder">Where the module keeps its catalogues; null for the user's own.</param>
    /// <param name="cacheFolder">Where PowerShell keeps what it compiled at its last start; null for the user's
    /// own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(string Answer, double Wall)?> RunAsync(
        string[] words,
        string script,
        string? stateFolder,
        string? cacheFolder,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(words[0], [.. words[1..], "-NoProfile", "-NonInteractive", "-Command", script])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, folder) in new[] { ("XDG_STATE_HOME", stateFolder), ("XDG_CACHE_HOME", cacheFolder) })
        {
            if (folder is not null)
            {
                start.Environment[name] = folder;
            }
        }

        try
        {
            long begun = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            string answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? (answer, Stopwatch.GetElapsedTime(begun).TotalSeconds) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string[]? WordsOf(string variable) => Environment.GetEnvironmentVariable(variable)?.Split('\n');
}
