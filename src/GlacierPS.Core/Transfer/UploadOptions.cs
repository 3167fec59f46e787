namespace GlacierPS.Core.Transfer;

/// <summary>How archives are sent.</summary>
public sealed record UploadOptions
{
    /// <summary>
    /// Bytes in a part: a power of two from 1 MiB to 4 GiB. Null chooses by the archive's size (<see cref="PartPlan.For"/>).
    /// </summary>
    public long? PartSize { get; init; }

    /// <summary>Parts sent at once, at least 1.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>Where open uploads are recorded, so that a later call can continue them; null records nothing.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>Which account, region and endpoint this is, in any form: uploads are continued only where it is the same.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Told how it goes.</summary>
    public ITransferProgress? Progress { get; init; }
}
