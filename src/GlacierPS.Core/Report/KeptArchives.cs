namespace GlacierPS.Core.Report;

/// <summary>
/// What the pass over a vault's names needs of its archives, by their numbers in the catalogue: 6 bytes of each, and 12
/// more for each gap in the numbers and each archive of 4 GB and more.
/// </summary>
internal sealed class KeptArchives
{
    private const int Counted = 1 << 8;
    private const int AgeBits = 4;
    private const int AgeMask = (1 << AgeBits) - 1;

    private readonly List<uint> _sizes;
    private readonly List<ushort> _kinds;
    private readonly Dictionary<int, long> _large = [];

    // Numbers are mostly without gaps: a run of them begins with one, at an index.
    private readonly List<long> _firstOfRun = [];
    private readonly List<int> _indexOfRun = [];
    private long _next = -1;
    private int _lastRun;

    /// <param name="count">About how many there are.</param>
    public KeptArchives(int count) => (_sizes, _kinds) = (new(count), new(count));

    /// <summary>How many are kept.</summary>
    public int Count => _sizes.Count;

    /// <summary>Keeps an archive; they come in the order of their numbers.</summary>
    public void Add(long number, long size, int age, int tool)
    {
        if (number != _next)
        {
            _firstOfRun.Add(number);
            _indexOfRun.Add(Count);
        }

        _next = number + 1;
        if (size >= uint.MaxValue)
        {
            _large[Count] = size;
        }

        _sizes.Add((uint)Math.Min(size, uint.MaxValue));
        _kinds.Add((ushort)(age | (tool << AgeBits)));
    }

    /// <summary>Where an archive is kept; negative if it is not there.</summary>
    public int IndexOf(long number)
    {
        int run = _lastRun;
        if (run >= _firstOfRun.Count || number < _firstOfRun[run] || number - _firstOfRun[run] >= LengthOf(run))
        {
            int found = _firstOfRun.BinarySearch(number);
            run = found >= 0 ? found : ~found - 1;
            if (run < 0 || number - _firstOfRun[run] >= LengthOf(run))
            {
                return -1;
            }

            _lastRun = run;
        }

        return _indexOfRun[run] + (int)(number - _firstOfRun[run]);
    }

    public long SizeAt(int index) => _sizes[index] is var size && size < uint.MaxValue ? size : _large[index];

    public int AgeAt(int index) => _kinds[index] & AgeMask;

    public int ToolAt(int index) => (_kinds[index] >> AgeBits) & AgeMask;

    /// <summary>Notes that an archive was counted under a name; false if it was before.</summary>
    public bool TryCount(int index)
    {
        if ((_kinds[index] & Counted) != 0)
        {
            return false;
        }

        _kinds[index] |= Counted;
        return true;
    }

    /// <summary>Gives up what is kept.</summary>
    public void Clear()
    {
        _sizes.Clear();
        _kinds.Clear();
        (_sizes.Capacity, _kinds.Capacity) = (0, 0);
    }

    private int LengthOf(int run) => (run + 1 < _indexOfRun.Count ? _indexOfRun[run + 1] : Count) - _indexOfRun[run];
}
