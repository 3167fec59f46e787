namespace GlacierPS.Cmdlets.Commands;

/// <summary>The tree hash of a file or a stream.</summary>
public sealed record FileTreeHash
{
    /// <summary>The name of the algorithm, as Get-FileHash has it.</summary>
    public string Algorithm { get; } = "SHA256TreeHash";

    /// <summary>The tree hash, 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>Bytes hashed.</summary>
    public required long Length { get; init; }

    /// <summary>The file; null for a stream.</summary>
    public string? FullName { get; init; }

    /// <summary>The tree hash. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => Hash;
}
