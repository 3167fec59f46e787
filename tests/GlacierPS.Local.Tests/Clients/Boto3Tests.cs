using System.Diagnostics;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Tests;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>The real boto3 against the real program, its signatures verified: tests/clients/python.</summary>
public class Boto3Tests
{
    [Boto3Fact]
    public Task It_calls_all_33_operations_and_sees_errors_as_its_own_exceptions() =>
        ClientChecks.PassAsync("python3", ClientChecks.FolderOf("python"), "-B", "checks.py");
}

/// <summary>A test of the real boto3; skipped where Python has none.</summary>
public sealed class Boto3FactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_reason = new(WhatIsMissing);

    public Boto3FactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = s_reason.Value;
    }

    private static string? WhatIsMissing()
    {
        if (ClientProgram.Find("python3") is not { } program)
        {
            return "There is no python3 on the path.";
        }

        using Process python = Process.Start(
            new ProcessStartInfo(program, ["-c", "import boto3"]) { RedirectStandardError = true }
        )!;
        Patience.ForExit(python, "python3 to import boto3");
        return python.ExitCode == 0 ? null : "python3 has no boto3.";
    }
}
