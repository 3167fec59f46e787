namespace GlacierPS.StrictBucket;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>503 SlowDown; nothing was done.</summary>
    Unavailable,

    /// <summary>500 InternalError; nothing was done.</summary>
    InternalError,

    /// <summary>What was asked for is done, but the connection breaks before the answer.</summary>
    LostAnswer,

    /// <summary>The connection breaks, and nothing was done.</summary>
    LostRequest,

    /// <summary>200 with an error inside; nothing was done.</summary>
    ErrorInside,

    /// <summary>200 with an error inside, although it was done.</summary>
    ErrorInsideThoughDone,

    /// <summary>403 AccessDenied.</summary>
    Denied,
}

/// <summary>Faults that are waiting for their requests, and how many requests there were.</summary>
public sealed class BucketFaults
{
    private readonly List<(string Operation, FaultKind Kind, int Left)> _rules = [];
    private readonly Dictionary<string, long> _counts = [];
    private Random? _random;
    private double _probability;

    /// <summary>Lets the next requests of an operation fail; <c>*</c> is any operation.</summary>
    public void Add(string operation, FaultKind kind, int times = 1)
    {
        lock (_rules)
        {
            _rules.Add((operation, kind, times));
        }
    }

    /// <summary>Lets requests fail by chance, always the same for one seed.</summary>
    public void AddRandom(int seed, double probability)
    {
        lock (_rules)
        {
            (_random, _probability) = (new Random(seed), probability);
        }
    }

    /// <summary>Takes all back.</summary>
    public void Clear()
    {
        lock (_rules)
        {
            _rules.Clear();
            _random = null;
        }
    }

    /// <summary>Requests of an operation that were answered or failed.</summary>
    public long Count(string operation)
    {
        lock (_rules)
        {
            return _counts.GetValueOrDefault(operation);
        }
    }

    /// <summary>Requests of all operations.</summary>
    public IReadOnlyDictionary<string, long> Counts
    {
        get
        {
            lock (_rules)
            {
                return new Dictionary<string, long>(_counts);
            }
        }
    }

    internal FaultKind? Take(string operation)
    {
        lock (_rules)
        {
            _counts[operation] = _counts.GetValueOrDefault(operation) + 1;
            int found = _rules.FindIndex(rule => rule.Operation == operation || rule.Operation == "*");
            if (found >= 0)
            {
                (string name, FaultKind kind, int left) = _rules[found];
                if (left == 1)
                {
                    _rules.RemoveAt(found);
                }
                else
                {
                    _rules[found] = (name, kind, left - 1);
                }

                return kind;
            }

            if (_random is null || _random.NextDouble() >= _probability)
            {
                return null;
            }

            FaultKind[] kinds =
                operation == "CompleteMultipartUpload"
                    ?
                    [
                        FaultKind.Unavailable,
                        FaultKind.LostAnswer,
                        FaultKind.LostRequest,
                        FaultKind.ErrorInside,
                        FaultKind.ErrorInsideThoughDone,
                    ]
                    : [FaultKind.Unavailable, FaultKind.InternalError, FaultKind.LostAnswer, FaultKind.LostRequest];
            return kinds[_random.Next(kinds.Length)];
        }
    }
}
