using System.Diagnostics.CodeAnalysis;

namespace GlacierPS.Core.Protocol;

/// <summary>The rule for vault names (glacier-api.md §6.1).</summary>
public static class VaultName
{
    /// <summary>
    /// Whether a name is 1 to 255 of <c>a-z A-Z 0-9 _ - .</c>; <c>.</c> and <c>..</c> are not, since clients
    /// normalise them out of the path before they sign it.
    /// </summary>
    public static bool IsValid([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= GlacierLimits.VaultNameLength } and not ("." or "..")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>Refuses an illegal name, before any request is made.</summary>
    /// <exception cref="GlacierInputException">The name is illegal.</exception>
    public static void Check(string? name)
    {
        if (!IsValid(name))
        {
            throw new GlacierInputException(
                "InvalidVaultName",
                $"'{name}' is not a vault name. Use 1 to 255 of the characters a-z, A-Z, 0-9, '_', '-' and '.', "
                    + "and not '.' or '..' alone."
            );
        }
    }
}
