namespace GlacierPS.Core.Report;

/// <summary>The items of the greatest weight, of any number that is offered.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class TopList<T>(int most)
{
    private readonly PriorityQueue<T, (long Weight, long Rank)> _kept = new();
    private (long Weight, long Rank) _least = (long.MinValue, long.MinValue);
    private long _offered;

    /// <summary>Whether an item of that weight might be kept.</summary>
    public bool Takes(long weight) => _kept.Count < most || weight >= _least.Weight;

    /// <summary>Keeps an item if it is among the heaviest; of the same weight the first one stays.</summary>
    public void Offer(long weight, T item) => Offer(weight, _offered++, item);

    /// <summary>Keeps an item if it is among the heaviest.</summary>
    /// <param name="weight">Its weight.</param>
    /// <param name="rank">Of the same weight the item of the lower rank stays.</param>
    /// <param name="item">The item.</param>
    public void Offer(long weight, long rank, T item)
    {
        if (_kept.Count < most)
        {
            _kept.Enqueue(item, (weight, -rank));
        }
        else if (most == 0 || (weight, -rank).CompareTo(_least) <= 0)
        {
            return;
        }
        else
        {
            _kept.EnqueueDequeue(item, (weight, -rank));
        }

        if (_kept.Count == most && _kept.TryPeek(out _, out (long, long) least))
        {
            _least = least;
        }
    }

    /// <summary>The items, heaviest first.</summary>
    public IReadOnlyList<(T Item, long Weight)> Items() =>
        [
            .. _kept
                .UnorderedItems.OrderByDescending(item => item.Priority)
                .Select(item => (item.Element, item.Priority.Weight)),
        ];
}
