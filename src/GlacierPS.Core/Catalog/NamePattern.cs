using System.Text;

namespace GlacierPS.Core.Catalog;

/// <summary>
/// What every name that fits a PowerShell wildcard must contain: the pieces between its wildcards, in their order.
/// Tells in nanoseconds of most names that they do not fit; whether the others do is for the pattern itself to say.
/// </summary>
internal sealed class NamePattern
{
    private readonly byte[][] _pieces;
    private readonly bool _isOpenAtStart;
    private readonly bool _isOpenAtEnd;

    /// <param name="pattern">With *, ?, [ranges] and escapes by backticks.</param>
    public NamePattern(string pattern)
    {
        var pieces = new List<byte[]>();
        var piece = new StringBuilder();
        bool opensNext = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            int close = c == '[' ? pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) : -1;
            if (c == '`' && i + 1 < pattern.Length)
            {
                piece.Append(pattern[++i]);
            }
            else if (c is '*' or '?' || close > 0)
            {
                i = close > 0 ? close : i;
                EndPiece(pieces, piece);
                _isOpenAtStart |= pieces.Count == 0;
                opensNext = true;
                continue;
            }
            else
            {
                piece.Append(c);
            }

            opensNext = false;
        }

        EndPiece(pieces, piece);
        _isOpenAtEnd = opensNext;
        _pieces = [.. pieces];
    }

    /// <summary>What every key that fits begins with; empty if that can be anything.</summary>
    public ReadOnlySpan<byte> Prefix => _isOpenAtStart || _pieces.Length == 0 ? [] : _pieces[0];

    /// <summary>Whether names in a folder may fit, or those in folders below it.</summary>
    /// <param name="folderKey">Its path as it is compared, with a slash at its end.</param>
    public bool MayBeIn(ReadOnlySpan<byte> folderKey)
    {
        ReadOnlySpan<byte> prefix = Prefix;
        return folderKey.StartsWith(prefix) || prefix.StartsWith(folderKey);
    }

    /// <summary>Whether a name may fit.</summary>
    /// <param name="key">The name with its path, as it is compared (<see cref="NameKey"/>).</param>
    public bool MayFit(ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte[]> pieces = _pieces;
        if (pieces.IsEmpty)
        {
            return _isOpenAtStart || key.IsEmpty;
        }

        if (!_isOpenAtStart)
        {
            if (!key.StartsWith(pieces[0]))
            {
                return false;
            }

            if (pieces.Length == 1 && !_isOpenAtEnd)
            {
                return key.Length == pieces[0].Length;
            }

            key = key[pieces[0].Length..];
            pieces = pieces[1..];
        }

        if (!_isOpenAtEnd && !pieces.IsEmpty)
        {
            if (!key.EndsWith(pieces[^1]))
            {
                return false;
            }

            key = key[..^pieces[^1].Length];
            pieces = pieces[..^1];
        }

        foreach (byte[] piece in pieces)
        {
            int at = key.IndexOf(piece);
            if (at < 0)
            {
                return false;
            }

            key = key[(at + piece.Length)..];
        }

        return true;
    }

    private static void EndPiece(List<byte[]> pieces, StringBuilder piece)
    {
        if (piece.Length > 0)
        {
            pieces.Add(Encoding.UTF8.GetBytes(NameKey.Of(piece.ToString())));
            piece.Clear();
        }
    }
}
