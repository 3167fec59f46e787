using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Tests;

/// <summary>A test that compares the memory of the process before and after.</summary>
public sealed class MeasuredFactAttribute : FactAttribute
{
    public MeasuredFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        // Under Wine a whole collection while other tests run ends the runtime with an internal error.
        Skip = OperatingSystem.IsWindows() ? "Memory is measured where the runtime gives it back at once." : null;
    }
}
