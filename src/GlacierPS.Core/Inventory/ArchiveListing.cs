using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// An archive of an inventory or a catalogue. Lists have millions, and few of their properties are read: the texts are
/// kept as UTF-8, and the name is read out of the description at first use.
/// </summary>
public abstract class ArchiveListing
{
    private readonly byte[] _text;
    private readonly int _idLength;
    private readonly Sha256Digest _treeHash;
    private string? _id;
    private ArchiveName? _name;

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
    public string VaultName { get; }

    /// <summary>The archive's ID.</summary>
    public string ArchiveId => _id ??= Encoding.UTF8.GetString(_text.AsSpan(0, _idLength));

    /// <summary>Its description as it was uploaded with; empty if it has none.</summary>
    public string Description => Encoding.UTF8.GetString(_text.AsSpan(_idLength));

    /// <summary>When it was stored, in UTC.</summary>
    public DateTime CreationDate { get; }

    /// <summary>Its size in bytes.</summary>
    public long SizeInBytes { get; }

    /// <summary>Its tree hash, 64 hexadecimal digits; null if that is not known.</summary>
    public string? SHA256TreeHash => _treeHash == default ? null : _treeHash.ToString();

    /// <summary>The file's name (<see cref="ArchiveName.Name"/>).</summary>
    public string Name => Read.Name;

    /// <summary>When the file was last written, in UTC; null if that is not known.</summary>
    public DateTime? ModifiedTime => Read.ModifiedTime;

    /// <summary>The tool that wrote the description.</summary>
    public ArchiveTool WrittenBy => Read.WrittenBy;

    /// <summary>Bytes in the file before that tool compressed or encrypted it; null if that is not known.</summary>
    public long? OriginalSize => Read.OriginalSize;

    /// <summary>The MD5 of the file before that, in hexadecimal digits; null if that is not known.</summary>
    public string? OriginalMD5 => Read.OriginalMD5;

    /// <summary>Whether that tool compressed the file: the archive's bytes are not the file's.</summary>
    public bool Compressed => Read.Compressed;

    /// <summary>Whether that tool encrypted the file: the archive's bytes are not the file's.</summary>
    public bool Encrypted => Read.Encrypted;

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
            CreationDate = CreationDate,
            Size = SizeInBytes,
            TreeHash = _treeHash,
        };

    /// <summary>All that the description says.</summary>
    internal ArchiveName Read => _name ??= ReadName();

    /// <summary>Reads the name; once an archive.</summary>
    private protected virtual ArchiveName ReadName() => ArchiveDescription.Read(DescriptionBytes);
}
