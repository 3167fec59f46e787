namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// A path of the provider, which is complete without a drive: <c>region@account/vault/folder/name</c>. Drives are roots
/// in it.
/// </summary>
/// <param name="Root">The region and the account.</param>
/// <param name="Vault">The vault as it is typed; empty for the root.</param>
/// <param name="Rest">The path in the vault, without a slash at its end; empty for the vault.</param>
internal readonly record struct DrivePath(string Root, string Vault, string Rest)
{
    private static readonly char[] Separators = ['/', '\\'];

    public bool IsRoot => Vault.Length == 0;

    public bool IsVault => Vault.Length > 0 && Rest.Length == 0;

    /// <summary>What it is called in the folder that it is in.</summary>
    public string Name => IsVault ? Vault : Rest[(Rest.LastIndexOf('/') + 1)..];

    public static DrivePath Parse(string path)
    {
        string[] segments = path.Split(Separators, 3, StringSplitOptions.RemoveEmptyEntries);
        return new DrivePath(
            segments.ElementAtOrDefault(0) ?? "",
            segments.ElementAtOrDefault(1) ?? "",
            string.Join(
                '/',
                (segments.ElementAtOrDefault(2) ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries)
            )
        );
    }

    /// <summary>What is behind a path's last separator; all of it where there is none.</summary>
    public static string NameOf(string path)
    {
        string trimmed = path.TrimEnd(Separators);
        return trimmed[(trimmed.LastIndexOfAny(Separators) + 1)..];
    }

    /// <summary>The path of something in this vault.</summary>
    public string With(string rest) => $"{Root}/{Vault}/{rest}";
}
