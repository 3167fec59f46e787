using System.Runtime.CompilerServices;

namespace GlacierPS.Core.Tests;

/// <summary>
/// A test that needs symbolic links; skipped where none can be made: Windows wants a privilege or the developers' mode
/// for one, and Wine says that it made one and made none.
/// </summary>
public sealed class LinkFactAttribute : FactAttribute
{
    public LinkFactAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = Links.Hindrance;
    }
}

/// <summary>Likewise, for a test with data.</summary>
public sealed class LinkTheoryAttribute : TheoryAttribute
{
    public LinkTheoryAttribute(
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1
    )
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = Links.Hindrance;
    }
}

internal static class Links
{
    private static readonly Lazy<string?> s_hindrance = new(Try);

    /// <summary>Why no symbolic link can be made here; null where one can.</summary>
    public static string? Hindrance => s_hindrance.Value;

    private static string? Try()
    {
        if (!OperatingSystem.IsWindows())
        {
            return null;
        }

        using var folder = new TempFolder();
        string link = folder.File("link");
        try
        {
            File.CreateSymbolicLink(link, folder.File("target"));
        }
        catch (IOException error)
        {
            return "A symbolic link cannot be made here: " + error.Message;
        }

        return new FileInfo(link).LinkTarget is null ? "A symbolic link cannot be made here." : null;
    }
}
