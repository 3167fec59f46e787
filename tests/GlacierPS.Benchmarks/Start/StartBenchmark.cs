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
        double[] medians = await MediansAsync(
            quick ? 3 : Rounds,
            ["1", $"Import-Module '{empty}'", $"Import-Module '{module}'", connect],
            cancellationToken
        );
        yield return Over(
            "import, connect and list a local vault",
            medians[3],
            medians[0],
            "pwsh -Command 1",
            ListTarget
        );
        yield return Over("import", medians[2], medians[1], "the import of an empty module", ImportTarget);
        yield return Over(
            "connect and list a local vault, after the import",
            medians[3],
            medians[2],
            "the import",
            FirstTarget
        );
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

    private static async Task<double[]> MediansAsync(int rounds, string[] scripts, CancellationToken cancellationToken)
    {
        var times = scripts.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < scripts.Length; i++)
            {
                times[i].Add(await WallAsync(scripts[i], cancellationToken));
            }
        }

        return [.. times.Select(Median)];
    }

    private static async Task<double> WallAsync(
        string script,
        CancellationToken cancellationToken,
        string? stateFolder = null
    ) =>
        await PowerShellRun.RunAsync(script, stateFolder, cancellationToken) is (_, var wall)
            ? wall
            : throw new InvalidOperationException($"PowerShell could not run: {script}");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Figure Over(string what, double whole, double less, string than, double target) =>
        new(
            what,
            Figure.Milliseconds(whole - less),
            $"{Figure.Milliseconds(whole)} less {Figure.Milliseconds(less)} for {than}",
            "",
            "<= " + Figure.Milliseconds(target),
            whole - less <= target
        );
}
