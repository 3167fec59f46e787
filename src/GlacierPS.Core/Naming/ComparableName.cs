using System.Text;

namespace GlacierPS.Core.Naming;

/// <summary>
/// Names as they are compared: in Unicode's normalization form C, since macOS hands out names decomposed (form D) that
/// were typed and stored composed.
/// </summary>
public static class ComparableName
{
    /// <summary>The name in form C; the name itself if it is not valid Unicode.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Ascii.IsValid(name))
        {
            return name;
        }

        try
        {
            return name.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair.
            return name;
        }
    }
}
