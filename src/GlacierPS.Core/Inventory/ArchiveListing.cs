using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// An archive of an inventory or a catalogue. Lists have millions, and few of their properties are read: the texts are
/// kept as UTF-8, and the name is read out of the description at first use.
/// </summary>
public abstract class ArchiveListing
{
    private readonly Sha256Digest _treeHash;
    private byte[] _text;
    private int _idLength;
    private string? _id;
    private ArchiveName? _name;
    private DateTime _created;
    private bool _isLocal;

    /// <summary>Nothing yet: a test of a script fills it in.</summary>
    private protected ArchiveListing() => (VaultName, _text) = ("", []);

    private protected ArchiveListing(in ArchiveFields fields, string vaultName)
    {
        VaultName = vaultName;
        _text = new byte[fields.ArchiveId.Length + fields.Description.Length];
        _idLength = fields.ArchiveId.Length;
        fields.ArchiveId.CopyTo(_text);
        fields.Description.CopyTo(_text.AsSpan(_idLength));
        CreationDate = fields.CreationDate;
        SizeInBytes = fields.Size;
        _treeHash = fields.TreeHash;
    }

    /// <summary>The vault it lies in; empty if neither the list nor the caller says.</summary>
    public string VaultName { get; init; }

    /// <summary>The archive's ID.</summary>
    public string ArchiveId
    {
        get => _id ??= Encoding.UTF8.GetString(_text.AsSpan(0, _idLength));
        init => SetText(value, Description);
    }

    /// <summary>Its description as it was uploaded with; empty if it has none.</summary>
    public string Description
    {
        get => Encoding.UTF8.GetString(_text.AsSpan(_idLength));
        init => SetText(ArchiveId, value);
    }

    /// <summary>When it was stored, in UTC, or in local time where a cmdlet has emitted it.</summary>
    public DateTime CreationDate
    {
        get => _created;
        init => _created = value;
    }

    /// <summary>Its size in bytes.</summary>
    public long SizeInBytes { get; init; }

    /// <summary>Its tree hash, 64 hexadecimal digits; null if that is not known.</summary>
    /// <exception cref="FormatException">It is made with a text that is no hash.</exception>
    public string? SHA256TreeHash
    {
        get => _treeHash == default ? null : _treeHash.ToString();
        init => _treeHash = value is null ? default : Sha256Digest.Parse(value);
    }

    /// <summary>The file's name (<see cref="ArchiveName.Name"/>).</summary>
    public string Name
    {
        get => Read.Name;
        init => _name = Read with { Name = value };
    }

    /// <summary>
    /// When the file was last written, in UTC, or in local time where a cmdlet has emitted it; null if that is not
    /// known.
    /// </summary>
    public DateTime? ModifiedTime
    {
        get => Read.ModifiedTime is { } time && _isLocal ? ShownTime.Local(time) : Read.ModifiedTime;
        init => _name = Read with { ModifiedTime = value };
    }

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy
    {
        get => Read.WrittenBy;
        init => _name = Read with { WrittenBy = value };
    }

    /// <summary>Bytes in the file before that tool compressed or encrypted it; null if that is not known.</summary>
    public long? OriginalSize
    {
        get => Read.OriginalSize;
        init => _name = Read with { OriginalSize = value };
    }

    /// <summary>The MD5 of the file before that, in hexadecimal digits; null if that is not known.</summary>
    public string? OriginalMD5
    {
        get => Read.OriginalMD5;
        init => _name = Read with { OriginalMD5 = value };
    }

    /// <summary>Whether that tool compressed the file: the archive's bytes are not the file's.</summary>
    public bool Compressed
    {
        get => Read.Compressed;
        init => _name = Read with { Compressed = value };
    }

    /// <summary>Whether that tool encrypted the file: the archive's bytes are not the file's.</summary>
    public bool Encrypted
    {
        get => Read.Encrypted;
        init => _name = Read with { Encrypted = value };
    }

    /// <summary>
    /// The same archive with its times in local time, to be emitted: PowerShell compares times without their zones.
    /// The description is not read for it.
    /// </summary>
    public ArchiveListing InLocalTime()
    {
        var copy = (ArchiveListing)MemberwiseClone();
        copy._created = ShownTime.Local(_created);
        copy._isLocal = true;
        copy.MakeTimesLocal();
        return copy;
    }

    /// <summary>Whether its times are in local time.</summary>
    private protected bool IsLocal => _isLocal;

    /// <summary>A copy that is to be emitted: the times that a derived class keeps.</summary>
    private protected virtual void MakeTimesLocal() { }

    /// <summary>The archive's ID. PowerShell compares and passes objects as this text.</summary>
    public override string ToString() => ArchiveId;

    /// <summary>Whether it is the same archive: the same ID in the same vault, whatever lists told of it.</summary>
    public override bool Equals(object? obj) =>
        obj is ArchiveListing other && VaultName == other.VaultName && IdBytes.SequenceEqual(other.IdBytes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(IdBytes);
        return hash.ToHashCode();
    }

    private void SetText(string id, string description)
    {
        (_id, _idLength) = (id, Encoding.UTF8.GetByteCount(id));
        _text = Encoding.UTF8.GetBytes(id + description);
    }

    /// <summary>The tree hash as it is.</summary>
    internal ref readonly Sha256Digest TreeHash => ref _treeHash;

    /// <summary>The bytes of the ID.</summary>
    internal ReadOnlySpan<byte> IdBytes => _text.AsSpan(0, _idLength);

    /// <summary>The bytes of the description, in UTF-8.</summary>
    internal ReadOnlySpan<byte> DescriptionBytes => _text.AsSpan(_idLength);

    /// <summary>Its fields, to make another object of them.</summary>
    internal ArchiveFields Fields =>
        new()
        {
            ArchiveId = IdBytes,
            Description = DescriptionBytes,
            CreationDate = CreationDate.ToUniversalTime(),
            Size = SizeInBytes,
            TreeHash = _treeHash,
        };

    /// <summary>All that the description says.</summary>
    internal ArchiveName Read => _name ??= ReadName();

    /// <summary>Reads the name; once an archive.</summary>
    private protected virtual ArchiveName ReadName() => ArchiveDescription.Read(DescriptionBytes);
}
