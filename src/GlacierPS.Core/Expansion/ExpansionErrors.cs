using System.Security.Cryptography;
using GlacierPS.Core.Protocol;
using ICSharpCode.SharpZipLib;

namespace GlacierPS.Core.Expansion;

/// <summary>What stands in the way of an expansion. None of them leaves a file.</summary>
internal static class ExpansionErrors
{
    public static GlacierInputException PasswordNeeded(string path, string what) =>
        new("PasswordNeeded", $"'{path}' is encrypted ({what}). Give its password with -Password.");

    public static GlacierInputException WrongPassword(string path, string what, Exception? cause = null) =>
        new(
            "WrongPassword",
            $"The password is not that of '{path}' ({what}), or the file is damaged. Nothing was written.",
            cause
        );

    public static GlacierInputException ProgramNeeded(string path, string why, string program) =>
        new("ProgramNeeded", $"'{path}' {why}. {program}");

    public static GlacierTransferException Damaged(string path, string why, Exception? cause = null) =>
        new(
            "PackedFileDamaged",
            $"'{path}' cannot be expanded: {why.TrimEnd('.')}. Nothing was written. Retrieve the archive again if its "
                + "tree hash is not the archive's; if it is, it was stored like this.",
            cause
        );

    /// <summary>Whether a library throws this for what cannot be what it begins like.</summary>
    public static bool IsDamage(Exception error) =>
        error
            is SharpZipBaseException
                or InvalidDataException
                or EndOfStreamException
                or CryptographicException
                or FormatException
                or IndexOutOfRangeException
                or OverflowException
                or ArgumentOutOfRangeException;

    /// <summary>
    /// The error for such an exception: a wrong password makes bytes that are anything but what is expected.
    /// </summary>
    public static GlacierException From(Exception damage, string path, IReadOnlyList<PackedForm> forms) =>
        forms.Contains(PackedForm.OpenSsl)
            ? WrongPassword(path, $"openssl enc; {damage.Message.TrimEnd('.')}", damage)
            : Damaged(path, damage.Message, damage);
}
