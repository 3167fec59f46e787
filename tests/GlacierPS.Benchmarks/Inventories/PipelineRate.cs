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
        (double Time, double)? ours = await PowerShellRun.MeasureAsync(
            $"Import-Module '{module}'",
            $"Import-GlacierInventory '{file}' | ForEach-Object {{ $n++ }}",
            null,
            cancellationToken
        );
        (double Time, double)? theirs = await PowerShellRun.MeasureAsync(
            "",
            $"(Get-Content '{file}' -Raw | ConvertFrom-Json).ArchiveList | ForEach-Object {{ $n++ }}",
            null,
            cancellationToken
        );
        yield return ours is { Time: var one } && theirs is { Time: var other }
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
                ours is { Time: var alone } ? Figure.Seconds(alone) : "",
                "PowerShell is not installed, or gave up",
                "",
                target
            );
    }
}
