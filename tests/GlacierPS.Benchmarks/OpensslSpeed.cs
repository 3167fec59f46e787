using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GlacierPS.Benchmarks;

/// <summary>How fast one processor makes SHA-256 here, as OpenSSL itself tells it.</summary>
internal static partial class OpensslSpeed
{
    /// <summary>Bytes per second of processor time; null where there is no openssl.</summary>
    public static Task<double?> Sha256Async(CancellationToken cancellationToken) =>
        Sha256Async(["-bytes", "16384"], cancellationToken);

    /// <summary>
    /// Bytes per second of all processors together, in blocks of 1 MiB; null where there is no openssl.
    /// </summary>
    public static Task<double?> AllProcessorsAsync(CancellationToken cancellationToken) =>
        Sha256Async(
            ["-bytes", "1048576", "-multi", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)],
            cancellationToken
        );

    private static async Task<double?> Sha256Async(string[] how, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("openssl", ["speed", "-seconds", "3", .. how, "-evp", "sha256"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await error;
            await process.WaitForExitAsync(cancellationToken);
            Match match = ThousandsPerSecond().Match(output);
            return match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * 1000 : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^sha256\s+([0-9.]+)k", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ThousandsPerSecond();
}
