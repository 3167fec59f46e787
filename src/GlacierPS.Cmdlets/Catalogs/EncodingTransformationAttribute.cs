using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace GlacierPS.Cmdlets.Catalogs;

/// <summary>
/// Takes an encoding by any name or code page that .NET knows, and by those that PowerShell has of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EncodingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = inputData is PSObject { BaseObject: var inner } ? inner : inputData;
        return given switch
        {
            null or Encoding => given,
            int page => Find(null, page),
            string name when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int page) => Find(
                null,
                page
            ),
            string name => Find(NameOf(name), 0),
            _ => throw Unknown(given),
        };
    }

    /// <summary>PowerShell's own names, and how people write the others.</summary>
    private static string NameOf(string name) =>
        name.Trim().ToLowerInvariant() switch
        {
            "utf8" or "utf8bom" or "utf8nobom" => "utf-8",
            "bigendianunicode" => "utf-16BE",
            "utf32" => "utf-32",
            "latin-1" or "latin 1" => "iso-8859-1",
            "oem" => $"{CultureInfo.CurrentCulture.TextInfo.OEMCodePage}",
            "ansi" => $"{CultureInfo.CurrentCulture.TextInfo.ANSICodePage}",
            var other => other,
        };

    private static Encoding Find(string? name, int page)
    {
        if (name is not null && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int given))
        {
            (name, page) = (null, given);
        }

        try
        {
            // .NET's own are few; the code pages are asked without registering them for all of the process.
            Encoding? found = name is null
                ? CodePagesEncodingProvider.Instance.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name);
            return found ?? (name is null ? Encoding.GetEncoding(page) : Encoding.GetEncoding(name));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw Unknown(name ?? $"{page}");
        }
    }

    private static ArgumentTransformationMetadataException Unknown(object given) =>
        new(
            $"There is no encoding '{given}'. Give any name or code page that .NET knows, such as Latin1, KOI8-R, "
                + "Windows-1251, Shift_JIS, UTF-16 or 866."
        );
}
