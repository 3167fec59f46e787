using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Tests.Report;

/// <summary>A test that needs Chromium, which is skipped where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        if (Browser.Program is null)
        {
            Skip = "There is no chromium on this machine (Debian's package chromium).";
        }
    }
}
