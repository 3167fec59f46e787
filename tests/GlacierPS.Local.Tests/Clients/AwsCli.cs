using System.Runtime.CompilerServices;
using System.Text.Json;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>The real <c>aws glacier</c>, with the credential of a server.</summary>
internal static class AwsCli
{
    private static readonly Dictionary<string, string?> s_environment = new()
    {
        ["AWS_ACCESS_KEY_ID"] = VerifyingServer.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = VerifyingServer.SecretKey,
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_MAX_ATTEMPTS"] = "1",
        ["AWS_CONFIG_FILE"] = "none",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "none",
        ["AWS_PROFILE"] = null,
        ["AWS_SESSION_TOKEN"] = null,
    };

    /// <summary>Runs a command that must succeed; answers what it prints.</summary>
    public static async Task<JsonElement> RunAsync(VerifyingServer server, params string[] arguments)
    {
        (int exitCode, string output, string error) = await TryAsync(server, arguments);
        Assert.True(exitCode == 0, $"aws {string.Join(' ', arguments)}: {error}");
        return output.Length == 0 ? default : JsonDocument.Parse(output).RootElement;
    }

    /// <summary>
    /// Runs a command that must fail, as the CLI tells it: "An error occurred (code) when calling the ... operation:
    /// message".
    /// </summary>
    public static async Task RefusedAsync(
        VerifyingServer server,
        string code,
        string operation,
        string message,
        params string[] arguments
    )
    {
        (int exitCode, string output, string error) = await TryAsync(server, arguments);
        Assert.True(exitCode != 0, $"aws {string.Join(' ', arguments)} was not refused: {output}");
        Assert.Empty(output);
        Assert.Contains(
            $"An error occurred ({code}) when calling the {operation} operation: {message}",
            error,
            StringComparison.Ordinal
        );
    }

    /// <summary>Starts a job on the vault "photos", waits until it has ended and downloads what it made.</summary>
    /// <returns>What the download printed, and the output.</returns>
    public static async Task<(JsonElement Printed, byte[] Output)> OutputAsync(
        VerifyingServer server,
        string folder,
        string parameters,
        params string[] more
    )
    {
        JsonElement started = await RunAsync(
            server,
            "initiate-job",
            "--vault-name",
            "photos",
            "--job-parameters",
            parameters
        );
        string job = "--job-id=" + started.GetProperty("jobId").GetString();
        JsonElement described;
        for (
            int tries = 0;
            !(described = await RunAsync(server, "describe-job", "--vault-name", "photos", job))
                .GetProperty("Completed")
                .GetBoolean();
            tries++
        )
        {
            Assert.True(tries < 60, "The job does not end.");
        }

        Assert.Equal("Succeeded", described.GetProperty("StatusCode").GetString());
        string file = Path.Combine(folder, "output");
        JsonElement printed = await RunAsync(server, ["get-job-output", "--vault-name", "photos", job, .. more, file]);
        return (printed, await File.ReadAllBytesAsync(file));
    }

    private static Task<(int ExitCode, string Output, string Error)> TryAsync(
        VerifyingServer server,
        string[] arguments
    ) =>
        ClientProgram.RunAsync(
            "aws",
            ["--endpoint-url", server.Endpoint, "--output", "json", "glacier", .. arguments, "--account-id", "-"],
            environment: s_environment
        );
}

/// <summary>A test of the real <c>aws</c>; skipped where it is not installed.</summary>
public sealed class AwsCliFactAttribute : FactAttribute
{
    public AwsCliFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = ClientProgram.Find("aws") is null ? "The aws CLI is not on the path." : null;
    }
}
