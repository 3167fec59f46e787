using System.Diagnostics;
using System.Text.Json;
using GlacierPS.Core.Tests;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>GlacierPS.TransferClient as a process of its own, which can be killed.</summary>
internal static class ClientProcess
{
    /// <summary>Runs it, and ends it as kill -9 does some time later, unless it is done by then.</summary>
    /// <param name="life">How long it may live; null for as long as it takes.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>What it told; null if it was killed.</returns>
    public static async Task<JsonElement?> RunAsync(TimeSpan? life, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task exit = process.WaitForExitAsync();
        if (life is { } time && await Task.WhenAny(exit, Task.Delay(time)) != exit)
        {
            process.Kill();
            await Patience.ForAsync(exit, "the end of a killed TransferClient");
            if (process.ExitCode != 0)
            {
                return null;
            }
        }

        await Patience.ForExitAsync(process, $"the end of TransferClient {arguments[0]}");
        Assert.True(process.ExitCode == 0, await error);
        return JsonDocument.Parse(await output).RootElement;
    }

    /// <summary>Starts it; its output and its errors are to be read.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "GlacierPS.TransferClient.dll"), .. arguments]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}
