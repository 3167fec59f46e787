using System.Globalization;

namespace GlacierPS.Benchmarks.Clients;

/// <summary>
/// The clients that are compared. Ours is GlacierPS.TransferClient: Core and Aws without a PowerShell around them, so
/// that its processor time and memory are those of the transfer.
/// </summary>
internal static class Client
{
    private static readonly string Here = AppContext.BaseDirectory;

    public static async Task<ClientRun> OursAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        await ClientRun.TryAsync(
            "dotnet",
            [Path.Combine(Here, "GlacierPS.TransferClient.dll"), .. arguments],
            cancellationToken
        ) ?? throw new InvalidOperationException("GlacierPS.TransferClient failed.");

    public static Task<ClientRun?> TryBoto3Async(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        TryPythonAsync("transfer.py", arguments, cancellationToken);

    public static Task<ClientRun?> TryPythonAsync(
        string script,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    ) => ClientRun.TryAsync("python3", [Path.Combine(Here, "python", script), .. arguments], cancellationToken);

    public static Task<ClientRun?> TryNodeAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        TryNodeAsync("transfer.mjs", arguments, cancellationToken);

    public static async Task<ClientRun?> TryNodeAsync(
        string script,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    )
    {
        string folder = Path.Combine(Here, "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            // npm prints no JSON: whether it did its work is seen by what is there afterwards.
            await ClientRun.TryAsync(
                "npm",
                ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"],
                cancellationToken,
                folder
            );
        }

        return await ClientRun.TryAsync("node", [Path.Combine(folder, script), .. arguments], cancellationToken);
    }

    public static Task<ClientRun?> TryAwsAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ClientRun.TryAsync("aws", arguments, cancellationToken);

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
