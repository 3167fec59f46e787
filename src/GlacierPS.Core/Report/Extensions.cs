namespace GlacierPS.Core.Report;

/// <summary>The extensions of names, each by a number: 0 is none, 1 all that are unusual.</summary>
internal sealed class Extensions
{
    private const int None = 0;
    private const int Unusual = 1;
    private const int Longest = 8;
    private const int Most = 4096;

    private readonly Dictionary<ulong, int> _numbers = [];

    /// <summary>Their texts by number.</summary>
    public List<string> Texts { get; } = ["(none)", "(others)"];

    /// <summary>The number of a name's extension: up to 8 ASCII letters and digits behind its last full stop.</summary>
    /// <param name="key">The name in small letters, in UTF-8.</param>
    public int NumberOf(ReadOnlySpan<byte> key)
    {
        int dot = key.LastIndexOf((byte)'.');
        if (dot < 0 || dot == key.Length - 1)
        {
            return None;
        }

        ReadOnlySpan<byte> text = key[(dot + 1)..];
        if (text.Length > Longest)
        {
            return Unusual;
        }

        ulong packed = 0;
        foreach (byte one in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)one))
            {
                return Unusual;
            }

            packed = (packed << 8) | one;
        }

        if (_numbers.TryGetValue(packed, out int number))
        {
            return number;
        }

        if (Texts.Count == Most)
        {
            return Unusual;
        }

        Texts.Add("." + System.Text.Encoding.ASCII.GetString(text));
        return _numbers[packed] = Texts.Count - 1;
    }
}
