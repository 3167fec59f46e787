using System.Text.RegularExpressions;

namespace GlacierPS.Aws.Configuration;

/// <summary>
/// Errors in the shared AWS files, told without their contents: the SDK quotes the line that it cannot read, which can
/// be that of a secret key.
/// </summary>
internal static partial class SharedFileErrors
{
    /// <summary>The SDK's message, or the place alone where the message quotes a file.</summary>
    public static string Explain(Exception failure)
    {
        Exception root = failure is TypeInitializationException { InnerException: { } inner } ? inner : failure;
        if (root is not InvalidDataException)
        {
            return root.Message;
        }

        Match place = Place().Match(root.Message);
        return place.Success
            ? $"{place.Groups["file"].Value} cannot be read at {place.Groups["line"].Value.ToLowerInvariant()}."
            : "one of the shared AWS files cannot be read.";
    }

    /// <summary>Whether an exception would quote a file, and so must not be handed on.</summary>
    public static bool IsQuoted(Exception failure) =>
        failure is InvalidDataException || failure.InnerException is { } inner && IsQuoted(inner);

    [GeneratedRegex(@"^(?<line>Line \d+):.*in file (?<file>.*) does not contain", RegexOptions.Singleline)]
    private static partial Regex Place();
}
