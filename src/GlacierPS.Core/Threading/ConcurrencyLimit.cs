namespace GlacierPS.Core.Threading;

/// <summary>
/// How many pieces of work may be under way at once, found by their throughput. It begins with a few and doubles after
/// each round as long as that brings a quarter more or better, which is how BBR finds out that a path is full (Cardwell
/// et al., "BBR: Congestion-Based Congestion Control", ACM Queue 14-5, 2016, "Startup"). From then on it tries a
/// quarter more or less now and then, and keeps what pays: more only if throughput follows, fewer if nothing is lost.
/// <para>
/// Throughput and not latency, as in TCP Vegas and the gradient limits of Netflix, since the times of a service vary by
/// far more than queues do, and a fixed delay is no reason to hold back.
/// </para>
/// Not safe for several threads: <see cref="ConcurrencyBudget"/> guards it. Times are seconds of any one clock.
/// </summary>
/// <param name="fewest">Where it begins, and below which it never goes; at least 1.</param>
/// <param name="most">How far it may grow.</param>
internal sealed class ConcurrencyLimit(int fewest, int most)
{
    /// <summary>The growth of the throughput, when the limit doubles, below which the path counts as full.</summary>
    private const double Growth = 1.25;

    /// <summary>What fewer at once may cost in throughput, for noise.</summary>
    private const double NothingLost = 0.97;

    /// <summary>The share of the usual throughput below which the search begins anew.</summary>
    private const double Broken = 0.5;

    /// <summary>A throughput that was not confirmed so often is believed.</summary>
    private const int FlatRounds = 3;

    /// <summary>The share of what more at once could bring that it has to bring.</summary>
    private const double Worth = 0.3;

    /// <summary>
    /// Rounds that a try has of each limit, in turns: a machine that others use, too, varies more than the limits
    /// differ.
    /// </summary>
    private const int Pairs = 3;

    private const int FirstInterval = 8;
    private const int NextInterval = 2;
    private const int LongestInterval = 64;

    /// <summary>
    /// Shorter rounds say little: the system's clock and the scheduling of threads are not that fine.
    /// </summary>
    private const double ShortestGrowing = 0.03;
    private const double ShortestSteady = 0.1;

    private enum Phase
    {
        Growing,
        Steady,
        Trying,
    }

    private Phase _phase;
    private double _roundBegan;
    private int _ended;
    private bool _wasReached;
    private bool _skipsRound;

    private int _good = Math.Min(fewest, most);
    private double _goodRate;
    private int _flat;

    private double _usual;
    private int _low;
    private int _rounds;
    private int _interval = FirstInterval;
    private bool _triesFewer;

    private int _other;
    private int _tried;
    private double _rateOfGood;
    private double _rateOfOther;

    /// <summary>How many may be under way.</summary>
    public int Limit { get; private set; } = Math.Min(fewest, most);

    /// <summary>Takes note of one that begins.</summary>
    /// <param name="underWay">How many are, with it.</param>
    public void Began(int underWay) => _wasReached |= underWay >= Limit;

    /// <summary>Takes note of one that has succeeded.</summary>
    /// <param name="now">The time.</param>
    public void Succeeded(double now)
    {
        if (_ended++ == 0 && _roundBegan == 0)
        {
            // The first of all says when it ended, not how long the others of its round take.
            _roundBegan = now;
            _ended = 0;
            return;
        }

        double passed = now - _roundBegan;
        if (_ended < Limit || passed < (_phase == Phase.Growing ? ShortestGrowing : ShortestSteady))
        {
            return;
        }

        double rate = _ended / passed;
        (bool counts, _skipsRound) = (_wasReached && !_skipsRound, false);
        BeginRound(now);
        if (counts)
        {
            EndRound(rate);
        }
    }

    /// <summary>Forgets the round: something else than the limit has held the work back.</summary>
    /// <param name="now">The time.</param>
    public void BeginRound(double now) => (_roundBegan, _ended, _wasReached) = (now, 0, false);

    private void EndRound(double rate)
    {
        switch (_phase)
        {
            case Phase.Growing:
                Grow(rate);
                break;
            case Phase.Trying:
                EndTry(rate);
                break;
            default:
                Watch(rate);
                break;
        }
    }

    private void Grow(double rate)
    {
        if (rate >= _goodRate * Growth)
        {
            (_good, _goodRate, _flat) = (Limit, rate, 0);
            if (Limit < most)
            {
                Limit = Math.Min(Limit * 2, most);
                return;
            }
        }
        else if (++_flat < FlatRounds)
        {
            return;
        }

        Change(_good);
        Settle(_goodRate);
    }

    private void Settle(double rate) => (_phase, _usual, _rounds, _flat, _low) = (Phase.Steady, rate, 0, 0, 0);

    private void Watch(double rate)
    {
        _low = rate < _usual * Broken ? _low + 1 : 0;
        if (_low >= FlatRounds)
        {
            // The service or the line has become another.
            (_phase, _goodRate, _good, _interval) = (Phase.Growing, rate, Limit, FirstInterval);
            (_flat, _low) = (0, 0);
            Limit = Math.Min(Limit * 2, most);
            return;
        }

        _usual = _usual == 0 ? rate : _usual + (rate - _usual) * 0.3;
        if (++_rounds < _interval)
        {
            return;
        }

        _good = Limit;
        int step = Math.Max(1, Limit / 4);
        int other = _triesFewer ? Math.Max(Math.Min(fewest, most), Limit - step) : Math.Min(most, Limit + step);
        _rounds = 0;
        if (other == Limit)
        {
            _triesFewer = !_triesFewer;
            return;
        }

        (_phase, _other, _tried, _rateOfGood, _rateOfOther) = (Phase.Trying, other, 0, 0, 0);
        Change(other);
    }

    /// <summary>Sets the limit; what began under the old one ends in the round that begins now.</summary>
    private void Change(int limit) => (Limit, _skipsRound) = (limit, true);

    private void EndTry(double rate)
    {
        if (Limit == _other)
        {
            _rateOfOther += rate;
            Change(_good);
            return;
        }

        _rateOfGood += rate;
        if (++_tried < Pairs)
        {
            Change(_other);
            return;
        }

        double expected = (double)_other / _good;
        double needed = _other > _good ? 1 + (expected - 1) * Worth : NothingLost;
        bool pays = _rateOfOther >= _rateOfGood * needed;
        _interval = pays ? NextInterval : Math.Min(_interval * 2, LongestInterval);
        if (pays && _other > _good && _other < most)
        {
            (_phase, _good, _goodRate, _flat) = (Phase.Growing, _other, _rateOfOther / Pairs, 0);
            Change(Math.Min(_other * 2, most));
            return;
        }

        if (pays)
        {
            Change(_other);
        }
        else
        {
            _triesFewer = !_triesFewer;
        }

        Settle((pays ? _rateOfOther : _rateOfGood) / Pairs);
    }
}
