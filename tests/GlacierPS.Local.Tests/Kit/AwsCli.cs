using System.Diagnostics;
using System.Text.Json;

namespace GlacierPS.Local.Tests.Kit;

/// <summary>The real <c>aws glacier</c>.</summary>
public static class AwsCli
{
    /// <summary>Whether there is one on the path.</summary>
    public static bool IsThere { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "aws.exe" : "aws")));

    /// <summary>Runs a command that must succeed; answers what it prints.</summary>
    public static async Task<JsonElement> RunAsync(Uri endpoint, params string[] arguments)
    {
        (int exitCode, string output, string error) = await TryAsync(endpoint, arguments);
        Assert.True(exitCode == 0, $"aws {string.Join(' ', arguments)}: {error}");
        return output.Length == 0 ? default : JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a command, whatever comes of it.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> TryAsync(Uri endpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "aws", ["--endpoint-url", endpoint.GetLeftPart(UriPartial.Authority), "--output", "json", "glacier", .. arguments, "--account-id", "-"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in new[]
        {
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_MAX_ATTEMPTS", "1"),
            ("AWS_CONFIG_FILE", "none"), ("AWS_SHARED_CREDENTIALS_FILE", "none"),
        })
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove("AWS_PROFILE");
        start.Environment.Remove("AWS_SESSION_TOKEN");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A test of the real <c>aws</c>; skipped where it is not installed.</summary>
public sealed class AwsCliFactAttribute : FactAttribute
{
    public AwsCliFactAttribute()
    {
        if (!AwsCli.IsThere)
        {
            Skip = "The aws CLI is not on the path.";
        }
    }
}
