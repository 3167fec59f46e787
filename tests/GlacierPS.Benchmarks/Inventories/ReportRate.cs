namespace GlacierPS.Benchmarks.Inventories;

/// <summary>
/// Export-GlacierReport in a PowerShell that was just started, on the vault of <see cref="CatalogRate"/>.
/// </summary>
internal static class ReportRate
{
    private const long SizeTarget = 400_000;

    /// <summary>The time of the cmdlet, and the size of what it writes.</summary>
    /// <param name="what">What the catalogue is called.</param>
    /// <param name="target">Seconds within which it is to be written.</param>
    /// <param name="store">The local service's folder.</param>
    /// <param name="state">The folder of catalogues.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        string what,
        double target,
        string store,
        string state,
        CancellationToken cancellationToken
    )
    {
        string told = $"{what} a report, fresh PowerShell";
        string page = Path.Combine(state, "report.html");
        if (PowerShellRun.FindModule() is not { } module)
        {
            return [new Figure(told, PowerShellRun.NotStaged, "", "", "< " + Figure.Seconds(target))];
        }

        (double Time, double ProcessorTime)? took = await PowerShellRun.MeasureAsync(
            $"Import-Module '{module}'; Connect-Glacier -LocalPath '{store}' -Region us-east-1 | Out-Null",
            $"Export-GlacierReport measured '{page}' -Force -WarningAction Ignore",
            state,
            cancellationToken
        );
        return took is { } measured
            ?
            [
                Figure.Limited(told, measured.Time, target, Figure.Seconds),
                new Figure("of that, processor time", Figure.Seconds(measured.ProcessorTime)),
                Figure.Limited("of that, the file", new FileInfo(page).Length, SizeTarget, Figure.Kilobytes),
            ]
            : [new Figure(told, "PowerShell is not installed, or gave up", "", "", "< " + Figure.Seconds(target))];
    }
}
