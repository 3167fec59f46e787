namespace GlacierPS.Core.Naming;

/// <summary>The tools whose descriptions we can read (archive-names.md).</summary>
public enum ArchiveTool
{
    /// <summary>Plain text, or nothing we know: the description as it is serves as the name.</summary>
    Unknown,

    /// <summary>mt-aws-glacier, first and second form; GlacierPS writes the second itself.</summary>
    MtAwsGlacier,

    /// <summary>ilijamt/glacier-interface: mt-aws-glacier's second form with times in milliseconds.</summary>
    GlacierInterface,

    /// <summary>FastGlacier, all four forms, and CrushFTP.</summary>
    FastGlacier,

    /// <summary>CloudBerry Backup, now MSP360.</summary>
    CloudBerry,

    /// <summary>QNAP Hybrid Backup Sync.</summary>
    Qnap,

    /// <summary>git-annex's special remote for Glacier: the key of a file's content, maybe behind a prefix.</summary>
    GitAnnex,

    /// <summary>Synology Glacier Backup, which keeps names in a mapping vault of their own.</summary>
    Synology,
}
