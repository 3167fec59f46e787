using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Tests;

/// <summary>A test on a system for which names in another letter case are the same.</summary>
public sealed class LetterCaseFactAttribute : FactAttribute
{
    public LetterCaseFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = OperatingSystem.IsLinux() ? "On Linux a name in another letter case is another file's." : null;
    }
}
