namespace GlacierPS.Core.Expansion;

/// <summary>The name of what comes out of a packed file.</summary>
internal static class UnpackedName
{
    private static readonly (PackedForm[] Forms, string Suffix, string Becomes)[] s_suffixes =
    [
        ([PackedForm.Gpg], ".gpg", ""),
        ([PackedForm.Gpg], ".pgp", ""),
        ([PackedForm.Gpg], ".asc", ""),
        ([PackedForm.OpenSsl], ".enc", ""),
        ([PackedForm.OpenSsl], ".openssl", ""),
        ([PackedForm.OpenSsl, PackedForm.Qnap1, PackedForm.Qnap2], ".qnap", ""),
        ([PackedForm.Gzip], ".gz", ""),
        ([PackedForm.Gzip], ".tgz", ".tar"),
        ([PackedForm.Bzip2], ".bz2", ""),
        ([PackedForm.Bzip2], ".tbz", ".tar"),
        ([PackedForm.Bzip2], ".tbz2", ".tar"),
        ([PackedForm.Tar], ".tar", ""),
    ];

    /// <summary>A name without the endings that stand for how it is packed, each at most once.</summary>
    /// <param name="name">The packed file's name, with or without folders.</param>
    /// <param name="forms">How it is packed.</param>
    public static string Of(string name, IEnumerable<PackedForm> forms)
    {
        List<PackedForm> left = [.. forms];
        while (true)
        {
            (PackedForm[] Forms, string Suffix, string Becomes) found = s_suffixes.FirstOrDefault(row =>
                row.Forms.Any(left.Contains)
                && name.EndsWith(row.Suffix, StringComparison.OrdinalIgnoreCase)
                && Path.GetFileName(name).Length > row.Suffix.Length
            );
            if (found.Suffix is null)
            {
                return name;
            }

            name = name[..^found.Suffix.Length] + found.Becomes;
            left.Remove(found.Forms.First(left.Contains));
        }
    }
}
