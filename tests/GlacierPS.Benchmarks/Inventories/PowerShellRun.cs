using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>Scripts in a PowerShell that was just started, with the module as it is staged.</summary>
internal static class PowerShellRun
{
    /// <summary>What a figure says where the module is not staged.</summary>
    public const string NotStaged = "the module is not staged: ./build.sh build";

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

    /// <summary>What a script's stopwatch <c>$w</c> shows at its end; null where PowerShell cannot run it.</summary>
    /// <param name="script">The script, which starts the stopwatch.</param>
    /// <param name="stateFolder">Where the module keeps its catalogues; null for the user's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<double?> SecondsAsync(
        string script,
        string? stateFolder,
        CancellationToken cancellationToken
    )
    {
        string whole =
            $"$ErrorActionPreference = 'Stop'; $n = 0; {script}; "
            + "[Console]::Out.Write($w.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture))";

        // build.ps1 says how the PowerShell that it runs in is started: as a dotnet tool it is not on PATH.
        string[] words = (Environment.GetEnvironmentVariable("GLACIERPS_POWERSHELL") ?? "pwsh").Split('\n');
        var start = new ProcessStartInfo(words[0], [.. words[1..], "-NoProfile", "-NonInteractive", "-Command", whole])
        {
            RedirectStandardOutput = true,
        };
        if (stateFolder is not null)
        {
            start.Environment["XDG_STATE_HOME"] = stateFolder;
        }

        try
        {
            using Process process = Process.Start(start)!;
            string answer = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return double.TryParse(answer, CultureInfo.InvariantCulture, out double seconds) ? seconds : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
