namespace GlacierPS.Core.Naming;

/// <summary>
/// The forms in which a name can be written into a description (archive-names.md, "What we write ourselves").
/// </summary>
public enum NameFormat
{
    /// <summary>mt-aws-glacier's second form: path and time, read by the most tools.</summary>
    Mt2,

    /// <summary>FastGlacier's fourth form, which CrushFTP writes as well: path and time.</summary>
    FastGlacier,

    /// <summary>The name as it is: printable ASCII only, and no time.</summary>
    Plain,
}
