using System.Diagnostics;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>The programs of real clients, each run to its end or to the end of its time.</summary>
internal static class ClientProgram
{
    /// <summary>More than any of them needs on a loaded machine.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Where a program lies; null if it is not on the path.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Runs a program. When its time is over it is killed with all that it started, and the test fails.
    /// </summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string name,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? limit = null
    )
    {
        limit ??= s_limit;
        var start = new ProcessStartInfo(Find(name) ?? name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string variable, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var time = new CancellationTokenSource(limit.Value);
        try
        {
            await process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} was not done after {limit}. It printed: {await output}{await error}");
        }

        return (process.ExitCode, await output, await error);
    }
}
