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
        string? module = PowerShellRun.FindModule();
        if (module is null)
        {
            yield return new Figure(what, PowerShellRun.NotStaged, "", "", target);
            yield break;
        }

        using var folder = new ScratchFolder();
        string file = Path.Combine(folder.Path, "inventory.json");
        InventoryMaker.Write(file, archives, InventoryFormat.Json);
        double? ours = await PowerShellRun.SecondsAsync(
            $"Import-Module '{module}'; $w = [Diagnostics.Stopwatch]::StartNew(); Import-GlacierInventory "
                + $"'{file}' | ForEach-Object {{ $n++ }}",
            null,
            cancellationToken
        );
        double? theirs = await PowerShellRun.SecondsAsync(
            $"$w = [Diagnostics.Stopwatch]::StartNew(); (Get-Content '{file}' -Raw | "
                + $"ConvertFrom-Json).ArchiveList | ForEach-Object {{ $n++ }}",
            null,
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
}
