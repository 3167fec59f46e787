using System.Text.Json.Serialization;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Local.Storage;

/// <summary>A tree hash as journals hold it; the same thing as a digest everywhere else.</summary>
[JsonConverter(typeof(StoredHashJsonConverter))]
internal readonly record struct StoredHash(Sha256Digest Digest)
{
    public static implicit operator Sha256Digest(StoredHash stored) => stored.Digest;

    public static implicit operator StoredHash(Sha256Digest digest) => new(digest);

    public override string ToString() => Digest.ToString();
}
