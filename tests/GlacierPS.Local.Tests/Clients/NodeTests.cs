using System.Diagnostics;
using System.Runtime.CompilerServices;
using GlacierPS.Local.Tests.Fixtures;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>
/// The real @aws-sdk/client-glacier against the real program, its signatures verified: tests/clients/node.
/// </summary>
public class NodeTests
{
    [NodeFact]
    public async Task It_calls_all_33_operations_and_sees_errors_as_its_own_exceptions()
    {
        // A copy, so that no packages come to lie among the sources.
        using var folder = new TempFolder();
        foreach (string file in Directory.GetFiles(ClientChecks.FolderOf("node")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        (int exitCode, string output, string error) = await ClientProgram.RunAsync(
            "npm",
            ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"],
            folder.Path
        );
        Assert.True(exitCode == 0, output + error);
        await ClientChecks.PassAsync("node", folder.Path, "checks.mjs");
    }
}

/// <summary>A test of the real JavaScript SDK; skipped where there is no Node.js, or no way to its packages.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly Lazy<string?> s_reason = new(WhatIsMissing);

    public NodeFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = s_reason.Value;
    }

    private static string? WhatIsMissing()
    {
        if (ClientProgram.Find("node") is null || ClientProgram.Find("npm") is not { } program)
        {
            return "There is no node or no npm on the path.";
        }

        using Process npm = Process.Start(
            new ProcessStartInfo(
                program,
                ["view", "@aws-sdk/client-glacier", "name", "--prefer-offline", "--fetch-retries=0"]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        if (npm.WaitForExit(s_patience) && npm.ExitCode == 0)
        {
            return null;
        }

        npm.Kill(entireProcessTree: true);
        return "npm finds no registry from which it could fetch @aws-sdk/client-glacier.";
    }
}
