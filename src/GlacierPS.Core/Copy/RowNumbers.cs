using System.Collections;

namespace GlacierPS.Core.Copy;

/// <summary>
/// Numbers of rows, in the order in which they were added. Each is kept as its distance from the one before, in 7 bits
/// of each byte: a byte or two for rows as they come from a catalogue, where a number as it is takes eight.
/// </summary>
/// <param name="count">How many are expected.</param>
internal sealed class RowNumbers(int count) : IReadOnlyCollection<long>
{
    private const int LongestDistance = 10;

    private byte[] _bytes = new byte[count + LongestDistance];
    private int _length;
    private long _last;

    public int Count { get; private set; }

    public void Add(long number)
    {
        if (_bytes.Length - _length < LongestDistance)
        {
            Array.Resize(ref _bytes, _bytes.Length + (_bytes.Length / 2) + LongestDistance);
        }

        long distance = number - _last;
        // Forwards and backwards in turns, so that small distances of both kinds are small numbers.
        ulong left = (ulong)((distance << 1) ^ (distance >> 63));
        for (; left > 0x7F; left >>= 7)
        {
            _bytes[_length++] = (byte)(left | 0x80);
        }

        _bytes[_length++] = (byte)left;
        _last = number;
        Count++;
    }

    public IEnumerator<long> GetEnumerator()
    {
        long number = 0;
        int at = 0;
        while (at < _length)
        {
            ulong distance = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = _bytes[at++];
                distance |= (ulong)(next & 0x7F) << shift;
                if (next <= 0x7F)
                {
                    break;
                }
            }

            yield return number += (long)(distance >> 1) ^ -(long)(distance & 1);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
