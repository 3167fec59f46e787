using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace GlacierPS.Local.Tests.Clients;

/// <summary>A client that hangs must not hang the tests.</summary>
public class ClientProgramTests
{
    [UnixFact]
    public async Task A_program_whose_time_is_over_is_killed_with_all_that_it_started()
    {
        // What it prints is read to the end, and that comes only when the last process that could print is gone.
        var watch = Stopwatch.StartNew();
        FailException failure = await Assert.ThrowsAsync<FailException>(() =>
            ClientProgram.RunAsync("sh", ["-c", "echo begun; sleep 300 & wait"], limit: TimeSpan.FromSeconds(1))
        );
        Assert.Contains("It printed: begun", failure.Message, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(200));
    }
}

/// <summary>A test that needs a POSIX shell; skipped where there is none.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = OperatingSystem.IsWindows() ? "Windows has no POSIX shell." : null;
    }
}
