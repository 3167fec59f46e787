using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Benchmarks.Inventories;

/// <summary>An inventory through PowerShell's pipeline, beside what PowerShell itself has for it.</summary>
internal static class PipelineRate
{
    private const double Target = 3;
    private const string What = "through the pipeline";

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int archives = quick ? 100_000 : 1_000_000;
        string what = string.Create(CultureInfo.InvariantCulture, $"inventory of {archives:N0} archives: {What}");
        string target = FormattableString.Invariant($">= {Target} times as fast");
        string? module = FindModule();
        if (module is null)
        {
            yield return new Figure(what, "the module is not staged: ./build.sh build", "", "", target);
            yield break;
        }

        using var folder = new ScratchFolder();
        string file = Path.Combine(folder.Path, "inventory.json");
        InventoryMaker.Write(file, archives, InventoryFormat.Json);
        double? ours = await SecondsAsync(
            $"Import-Module '{module}'; $w = [Diagnostics.Stopwatch]::StartNew(); Import-GlacierInventory "
                + $"'{file}' | ForEach-Object {{ $n++ }}",
            cancellationToken
        );
        double? theirs = await SecondsAsync(
            $"$w = [Diagnostics.Stopwatch]::StartNew(); (Get-Content '{file}' -Raw | "
                + $"ConvertFrom-Json).ArchiveList | ForEach-Object {{ $n++ }}",
            cancellationToken
        );
        yield return ours is { } one && theirs is { } other
            ? Figure.Compared(
                what,
                one,
                other,
                Figure.Seconds,
                other / one,
                target,
                ratio => ratio >= Target,
                " ConvertFrom-Json"
            )
            : new Figure(
                what,
                ours is { } alone ? Figure.Seconds(alone) : "",
                "PowerShell is not installed, or gave up",
                "",
                target
            );
    }

    private static string? FindModule()
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

    private static async Task<double?> SecondsAsync(string script, CancellationToken cancellationToken)
    {
        string whole =
            $"$n = 0; {script}; "
            + "[Console]::Out.Write($w.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture))";
        try
        {
            // build.ps1 says how the PowerShell that it runs in is started: as a dotnet tool it is not on PATH.
            string[] words = (Environment.GetEnvironmentVariable("GLACIERPS_POWERSHELL") ?? "pwsh").Split('\n');
            using Process process = Process.Start(
                new ProcessStartInfo(words[0], [.. words[1..], "-NoProfile", "-NonInteractive", "-Command", whole])
                {
                    RedirectStandardOutput = true,
                }
            )!;
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
