using System.Text;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Inventory;
using GlacierPS.Core.Naming;

namespace GlacierPS.Core.Catalog;

/// <summary>A line of the catalogue taken apart, still in the reader's buffer.</summary>
internal ref struct CatalogFields
{
    public byte Kind;
    public DateTime At;
    public ReadOnlySpan<byte> Id;
    public DateTime Created;
    public long Size;
    public Sha256Digest TreeHash;
    public ReadOnlySpan<byte> Description;
    public string? Name;
    public DateTime? Modified;
    public ArchiveTool Tool;

    public readonly bool IsGone => Kind == (byte)'g';

    /// <summary>Whether the inventory lists it.</summary>
    public readonly bool IsListed => Kind == (byte)'i';

    private readonly CatalogEvidence Evidence =>
        Kind switch
        {
            (byte)'u' => CatalogEvidence.Upload,
            (byte)'j' => CatalogEvidence.Import,
            _ => CatalogEvidence.Inventory,
        };

    /// <summary>The name, without the archive being made for it.</summary>
    public readonly string ReadName() =>
        Name
        ?? (
            Mt2Codec.TryReadFast(Description, out string? name)
                ? name
                : ArchiveDescription.Read(Encoding.UTF8.GetString(Description)).Name
        );

    public readonly CatalogArchive ToArchive(string vaultName) =>
        new(
            new ArchiveFields
            {
                ArchiveId = Id,
                Description = Description,
                CreationDate = Created,
                Size = Size,
                TreeHash = TreeHash,
            },
            vaultName,
            Evidence,
            At,
            Name is null
                ? null
                : new ArchiveName
                {
                    Name = Name,
                    ModifiedTime = Modified,
                    WrittenBy = Tool,
                }
        );

    public readonly CatalogChange ToChange(string vaultName) =>
        IsGone ? CatalogChange.Gone(Encoding.UTF8.GetString(Id), At) : CatalogChange.Known(ToArchive(vaultName));
}
