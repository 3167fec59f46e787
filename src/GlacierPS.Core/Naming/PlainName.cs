using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>Names as they are. Refused where they would not be the same when read back.</summary>
internal static class PlainName
{
    public static string Write(string name)
    {
        if (name.Length > GlacierLimits.DescriptionLength)
        {
            throw ArchiveDescription.TooLong(
                name,
                name.Length,
                GlacierLimits.DescriptionLength,
                "characters",
                NameFormat.Plain
            );
        }

        if (!Description.IsPrintableAscii(name))
        {
            throw NotPlain(name, "it has characters other than printable ASCII");
        }

        if (name[0] == ' ' || name[^1] == ' ')
        {
            // The service drops leading spaces (glacier-api.md §6.3), and HTTP both.
            throw NotPlain(name, "spaces at its beginning or end would be lost");
        }

        if (ArchiveDescription.Read(name).Name != name)
        {
            throw NotPlain(name, "it would be read back as the description of another tool");
        }

        return name;
    }

    private static GlacierInputException NotPlain(string name, string why) =>
        new("NameNotPlain", $"The name '{name}' cannot be written as plain text: {why}. Use the form Mt2.");
}
