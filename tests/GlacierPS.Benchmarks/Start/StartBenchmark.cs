using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Benchmarks.Clients;
using GlacierPS.Benchmarks.Inventories;

namespace GlacierPS.Benchmarks.Start;

/// <summary>
/// What a user waits for in a PowerShell that was just started. All processes are fresh, take turns, and the median of
/// them counts; the system has read the files before.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 9;
    private const double ListTarget = 0.35;
    private const double ImportTarget = 0.15;
    private const double FirstTarget = 0.25;
    private const int Files = 300;
    private const string AllSteps = "import, connect and list a local vault";
    private const string NotCommand = "pwsh -Command 1";
    private const string NotImport = "the import of an empty module";

    public static (string Name, Measurement Measure)[] Parts { get; } = [("list", ListAsync), ("files", FilesAsync)];

    private static async IAsyncEnumerable<Figure> ListAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string module = Module();
        using var folder = new ScratchFolder();
        string vaults = Path.Combine(folder.Path, "vaults");
        string empty = Path.Combine(folder.Path, "Empty.dll");
        await WallAsync(MakeEmptyModule(empty), cancellationToken);
        await WallAsync($"Import-Module '{module}'; New-GlacierVault v -LocalPath '{vaults}'", cancellationToken);
        string connect = $"Import-Module '{module}'; $null = Connect-Glacier -LocalPath '{vaults}'; Get-GlacierVault";
        string[] scripts = ["1", $"Import-Module '{empty}'", $"Import-Module '{module}'", connect];
        int rounds = quick ? 3 : Rounds;
        double[] again = await MediansAsync(PowerShellRun.Words ?? ["pwsh"], rounds, scripts, true, cancellationToken);
        yield return Over(AllSteps, again[3], again[0], NotCommand, ListTarget);
        yield return Over("import", again[2], again[1], NotImport, ImportTarget);
        yield return Over(
            "connect and list a local vault, after the import",
            again[3],
            again[2],
            "the import",
            FirstTarget
        );
        double[] other = await MediansAsync(PowerShellRun.Words ?? ["pwsh"], rounds, scripts, false, cancellationToken);
        const string OtherStart = ", PowerShell's last start had done something else";
        yield return Over(AllSteps + OtherStart, other[3], other[0], NotCommand);
        yield return Over("import" + OtherStart, other[2], other[1], NotImport);
        if (PowerShellRun.CompiledWords is not { } compiled)
        {
            yield break;
        }

        double[] installed = await MediansAsync(compiled, rounds, scripts, false, cancellationToken);
        const string Compiled = OtherStart + ", and it is compiled ahead";
        yield return Over(AllSteps + Compiled, installed[3], installed[0], NotCommand, ListTarget);
        yield return Over("import" + Compiled, installed[2], installed[1], NotImport, ImportTarget);
    }

    private static async IAsyncEnumerable<Figure> FilesAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string module = Module();
        using SmallFilesFolder files = SmallFilesFolder.Make(Files);
        using var state = new ScratchFolder();
        using var stores = new ScratchFolder();
        var ours = new List<double>();
        var loops = new List<double>();
        for (int round = 0; round < (quick ? 1 : 5); round++)
        {
            string here = Path.Combine(stores.Path, Client.Text(round));
            await using (
                ServerUnderTest server = await ServerUnderTest.StartWithVaultAsync(here + "-ours", cancellationToken)
            )
            {
                ours.Add(
                    await WallAsync(
                        "$env:AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'; $env:AWS_SECRET_ACCESS_KEY = 'secret-of-a-test'; "
                            + $"Import-Module '{module}'; "
                            + $"$null = Connect-Glacier -EndpointUrl '{server.Url}' -Region us-east-1; "
                            + $"$null = Send-GlacierArchive measured '{files.Path}' -Recurse",
                        cancellationToken,
                        Path.Combine(state.Path, Client.Text(round))
                    )
                );
            }

            ClientRun? boto = await FreshServer.RunAsync(
                here + "-boto3",
                url => Client.TryBoto3Async(["upload-all", files.Path, url], cancellationToken),
                cancellationToken
            );
            loops.Add(boto?.Wall ?? double.NaN);
        }

        string what = string.Create(CultureInfo.InvariantCulture, $"{Files} files of 4 KiB, the whole process");
        double one = Median(ours),
            other = Median(loops);
        yield return double.IsNaN(other)
            ? new Figure(what, Figure.Seconds(one), "boto3 is not installed")
            : new Figure(
                what,
                Figure.Seconds(one),
                Figure.Seconds(other) + " boto3 in a loop",
                (one / other).ToString("0.00", CultureInfo.InvariantCulture)
            );
    }

    private static string MakeEmptyModule(string path) =>
        $"Add-Type -OutputAssembly '{path}' -OutputType Library -TypeDefinition 'using System.Management.Automation; "
        + "[Cmdlet(\"Get\", \"Empty\")] public class GetEmptyCommand : PSCmdlet { }'";

    private static string Module() =>
        PowerShellRun.FindModule() ?? throw new InvalidOperationException("Not measured: " + PowerShellRun.NotStaged);

    /// <summary>
    /// The median of each script's times. PowerShell notes what it compiles in its first seconds, and compiles that
    /// beside its next start: what a script takes depends on what the PowerShell before it did. Either each
    /// script's notes are kept apart, as for a user who does the same each time, or each finds those of
    /// <c>pwsh -Command 1</c>.
    /// </summary>
    private static async Task<double[]> MediansAsync(
        string[] powerShell,
        int rounds,
        string[] scripts,
        bool sameBefore,
        CancellationToken cancellationToken
    )
    {
        using var notes = new ScratchFolder();
        var times = scripts.Select(_ => new List<double>()).ToArray();
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < scripts.Length; i++)
            {
                string cache = Path.Combine(notes.Path, sameBefore ? Client.Text(i) : "all");
                if (!sameBefore)
                {
                    await WallAsync(powerShell, scripts[0], cache, cancellationToken);
                }

                double time = await WallAsync(powerShell, scripts[i], cache, cancellationToken);
                if (round >= 0)
                {
                    times[i].Add(time);
                }
            }
        }

        return [.. times.Select(Median)];
    }

    private static async Task<double> WallAsync(
        string[] powerShell,
        string script,
        string cacheFolder,
        CancellationToken cancellationToken
    ) => Wall(script, await PowerShellRun.RunAsync(powerShell, script, null, cacheFolder, cancellationToken));

    private static async Task<double> WallAsync(
        string script,
        CancellationToken cancellationToken,
        string? stateFolder = null
    ) => Wall(script, await PowerShellRun.RunAsync(script, stateFolder, cancellationToken));

    private static double Wall(string script, (string Answer, double Wall)? run) =>
        run?.Wall ?? throw new InvalidOperationException($"PowerShell could not run: {script}");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Figure Over(string what, double whole, double less, string than, double? target = null) =>
        new(
            what,
            Figure.Milliseconds(whole - less),
            $"{Figure.Milliseconds(whole)} less {Figure.Milliseconds(less)} for {than}",
            "",
            target is { } most ? "<= " + Figure.Milliseconds(most) : "",
            target is null ? null : whole - less <= target
        );
}
