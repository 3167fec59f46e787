using System.Globalization;
using System.Runtime.CompilerServices;
using GlacierPS.Benchmarks.Clients;
using GlacierPS.Benchmarks.Inventories;

namespace GlacierPS.Benchmarks.Line;

/// <summary>
/// What the cmdlets do by default behind a line of 80 ms and 100 MB/s, in a PowerShell that was just started, beside
/// other clients at a server of its own each. A loop takes so long that fewer files have to do for it: at a delay that
/// each request has, its rate is the same for any number.
/// </summary>
internal static class LineBenchmark
{
    private const int Threads = 16;
    private const int Looped = 150;
    private const int ByCommandLine = 5;
    private const double LoopTarget = 40;
    private const double ThreadsTarget = 2.5;
    private const double DeletionTarget = 80;
    private const double LineTarget = 0.9;

    public static (string Name, Measurement Measure)[] Parts { get; } =
    [
        ("files", FilesAsync),
        ("deletions", DeletionsAsync),
        ("jobs", JobsAsync),
        ("large", LargeAsync),
        ("rate", RateBenchmark.MeasureAsync),
    ];

    private static async IAsyncEnumerable<Figure> FilesAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int count = quick ? 1000 : 5000;
        using SmallFilesFolder files = SmallFilesFolder.Make(count);
        double ours = count / await SendAsync(files.Path, cancellationToken);
        string what = Text($"upload of {count:N0} files of 4 KiB, fresh process");
        foreach (
            (string name, double aim, double? rate) in ((string, double, double?)[])
                [
                    (
                        "boto3 in a loop",
                        LoopTarget,
                        await BotoAsync("upload", files.Path, Looped, 1, cancellationToken)
                    ),
                    (
                        Text($"boto3, {Threads} threads"),
                        ThreadsTarget,
                        await BotoAsync("upload", files.Path, 10 * Looped, Threads, cancellationToken)
                    ),
                    (
                        Text($"JavaScript SDK, {Threads} at once"),
                        0,
                        await NodeAsync(files.Path, 10 * Looped, cancellationToken)
                    ),
                    ("aws, a process each", 0, await CommandLineAsync(files.Path, cancellationToken)),
                ]
        )
        {
            yield return Beside(what, ours, rate, name, aim);
        }
    }

    private static async IAsyncEnumerable<Figure> DeletionsAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int count = quick ? 2000 : 20_000;
        double seconds = await OnArchivesAsync(
            count,
            "Get-Content '{0}' | Remove-GlacierArchive measured -Force",
            cancellationToken
        );
        using SmallFilesFolder files = SmallFilesFolder.Make(Looped);
        yield return Beside(
            Text($"{count:N0} deletions, fresh process"),
            count / seconds,
            await BotoAsync("delete", files.Path, Looped, 1, cancellationToken),
            "boto3 in a loop",
            DeletionTarget
        );
    }

    private static async IAsyncEnumerable<Figure> JobsAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        int count = quick ? 500 : 2000;
        double seconds = await OnArchivesAsync(
            count,
            "$n = @(Get-Content '{0}' | Start-GlacierJob measured).Count; if ($n -ne "
                + Text($"{count}")
                + ") {{ exit 1 }}",
            cancellationToken
        );
        using SmallFilesFolder files = SmallFilesFolder.Make(Looped);
        yield return Beside(
            Text($"{count:N0} jobs started and described, fresh process"),
            count / seconds,
            await BotoAsync("start", files.Path, Looped, 1, cancellationToken),
            "boto3 in a loop, started alone",
            LoopTarget
        );
    }

    private static async IAsyncEnumerable<Figure> LargeAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var file = new ContentFile(quick ? 256L << 20 : 1L << 30);
        using var target = new ScratchFolder();
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        await server.DelayAsync(delayed: true, cancellationToken);
        string size = Text($"{file.Size >> 20:N0} MiB");
        double up = await RunAsync(server, "", $"$n = Send-GlacierArchive measured '{file.Path}'", cancellationToken);
        yield return OfLine($"upload of {size}, fresh process", file.Size / up);
        double down = await RunAsync(
            server,
            $"$job = Send-GlacierArchive measured '{file.Path}' | Start-GlacierJob",
            $"$null = $job | Receive-GlacierJobOutput -Path '{target.Path}' -FileName output.bin",
            cancellationToken
        );
        yield return OfLine($"verified download of {size}, process that has sent as much", file.Size / down);
        ClientRun? boto = await Client.TryBoto3Async(
            ["upload", file.Path, server.Url, Client.Text(16 << 20), Client.Text(Threads)],
            cancellationToken
        );
        yield return Beside(
            $"upload of {size}, fresh process",
            file.Size / up / 1e6,
            boto is null ? null : file.Size / boto.Seconds / 1e6,
            Text($"boto3, {Threads} threads, 16 MiB"),
            0,
            "MB/s"
        );
    }

    /// <summary>Runs a script of cmdlets that are connected to a server, in a process of its own.</summary>
    /// <returns>The seconds of the script.</returns>
    public static async Task<double> RunAsync(
        LineServer server,
        string before,
        string script,
        CancellationToken cancellationToken
    )
    {
        string module =
            PowerShellRun.FindModule()
            ?? throw new InvalidOperationException("Not measured: " + PowerShellRun.NotStaged);
        using var state = new ScratchFolder();
        string connect =
            "$env:AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'; $env:AWS_SECRET_ACCESS_KEY = 'secret-of-a-test'; "
            + $"Import-Module '{module}'; $null = Connect-Glacier -EndpointUrl '{server.Url}' -Region us-east-1; "
            + "$ProgressPreference = 'SilentlyContinue'";
        return
            await PowerShellRun.MeasureAsync(
                before.Length > 0 ? $"{connect}; {before}" : connect,
                script,
                state.Path,
                cancellationToken
            )
                is ({ } seconds, _)
            ? seconds
            : throw new InvalidOperationException($"PowerShell could not run: {script}");
    }

    private static async Task<double> SendAsync(string folder, CancellationToken cancellationToken)
    {
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        await server.DelayAsync(delayed: true, cancellationToken);
        return await RunAsync(
            server,
            "",
            $"$null = Send-GlacierArchive measured '{folder}' -Recurse",
            cancellationToken
        );
    }

    private static async Task<double> OnArchivesAsync(int count, string script, CancellationToken cancellationToken)
    {
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        using var folder = new ScratchFolder();
        string ids = Path.Combine(folder.Path, "ids");
        await File.WriteAllLinesAsync(
            ids,
            await DeletionRate.StoreAsync(new Uri(server.Url), count, Threads, cancellationToken),
            cancellationToken
        );
        await server.DelayAsync(delayed: true, cancellationToken);
        return await RunAsync(server, "", string.Format(CultureInfo.InvariantCulture, script, ids), cancellationToken);
    }

    private static async Task<double?> BotoAsync(
        string verb,
        string source,
        int count,
        int threads,
        CancellationToken cancellationToken
    )
    {
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        await server.DelayAsync(delayed: true, cancellationToken);
        return Rate(
            await Client.TryPythonAsync(
                "line.py",
                [verb, server.Url, source, Client.Text(count), Client.Text(threads)],
                cancellationToken
            )
        );
    }

    private static async Task<double?> NodeAsync(string source, int count, CancellationToken cancellationToken)
    {
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        await server.DelayAsync(delayed: true, cancellationToken);
        return Rate(
            await Client.TryNodeAsync(
                "line.mjs",
                [server.Url, source, Client.Text(count), Client.Text(Threads)],
                cancellationToken
            )
        );
    }

    private static async Task<double?> CommandLineAsync(string source, CancellationToken cancellationToken)
    {
        await using LineServer server = await LineServer.StartAsync(cancellationToken);
        await server.DelayAsync(delayed: true, cancellationToken);
        double seconds = 0;
        foreach (string file in Directory.EnumerateFiles(source).Take(ByCommandLine))
        {
            ClientRun? run = await Client.TryAwsAsync(
                [
                    "--endpoint-url",
                    server.Url,
                    "glacier",
                    "upload-archive",
                    "--account-id",
                    "-",
                    "--vault-name",
                    "measured",
                    "--body",
                    file,
                ],
                cancellationToken
            );
            if (run is null)
            {
                return null;
            }

            seconds += run.Wall;
        }

        return ByCommandLine / seconds;
    }

    private static double? Rate(ClientRun? run) =>
        run is null ? null : run.Answer.GetProperty("count").GetDouble() / run.Seconds;

    private static Figure OfLine(string what, double bytesPerSecond) =>
        Figure.Compared(
            what,
            bytesPerSecond,
            LineServer.Bandwidth,
            rate => Text($"{rate / 1e6:0.0} MB/s"),
            bytesPerSecond / LineServer.Bandwidth,
            Text($">= {LineTarget}"),
            ratio => ratio >= LineTarget,
            " the line"
        );

    private static Figure Beside(
        string what,
        double ours,
        double? theirs,
        string name,
        double target,
        string unit = "/s"
    )
    {
        string Format(double rate) => unit == "/s" ? Text($"{rate:#,0.0}/s") : Text($"{rate:0.0} {unit}");
        string aim = target > 0 ? Text($">= {target}") : "";
        return theirs is { } other
            ? new Figure(
                what,
                Format(ours),
                $"{Format(other)} {name}",
                Text($"{ours / other:0.0}"),
                aim,
                target > 0 ? ours / other >= target : null
            )
            : new Figure(what, Format(ours), name + " is not installed", "", aim);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
