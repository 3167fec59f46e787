using System.Management.Automation;
using System.Threading.Channels;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// A cmdlet that works on several items of its input at once and emits each as it completes. One item's failure is one
/// error; the others go on.
/// </summary>
/// <typeparam name="TItem">What the pipeline thread makes of one input object.</typeparam>
public abstract class ConcurrentCmdlet<TItem> : VaultCmdlet
{
    private Channel<TItem> _items = null!;
    private PipelinePump? _pump;
    private PipelineWriter _pipeline = null!;
    private Task? _worker;

    /// <summary>
    /// How many items are worked on at once at most, 1 to 256. How many requests are under way is found by the
    /// connection's budget, so that the default is the highest.
    /// </summary>
    [Parameter]
    [ValidateRange(1, ConcurrencyBudget.Most)]
    public int ThrottleLimit { get; set; } = ConcurrencyBudget.Most;

    /// <summary>How many items are worked on at once; the throttle limit unless a cmdlet's items only wait.</summary>
    private protected virtual int Concurrency => ThrottleLimit;

    /// <summary>What is shown while the work goes on.</summary>
    private protected abstract ProgressMeter Meter { get; }

    /// <summary>
    /// Pipeline thread: prepares the items of one input object, and reports the errors of those that cannot be.
    /// </summary>
    private protected abstract IEnumerable<TItem> Prepare();

    /// <summary>Any thread: processes one item. What it throws becomes the item's error.</summary>
    private protected abstract Task WorkAsync(TItem item, IPipeline pipeline, CancellationToken cancellationToken);

    /// <summary>What an item's error is about.</summary>
    private protected abstract object? TargetOf(TItem item);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _items = Channel.CreateBounded<TItem>(Concurrency);
        _pump = new PipelinePump(Stop);
        _pipeline = new PipelineWriter(this, _pump);
        _worker = Start(_pump, WorkOnAllAsync);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (TItem item in Prepare())
        {
            Enqueue(item);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _items.Writer.Complete();
        _pump!.RunUntil(_worker!, done: null, () => Meter.Show(this));
        Require(() => Finish(_worker!), VaultName);
        Meter.Complete(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // EndProcessing is not called for a pipeline that ends early: the worker must end before its connection is
        // disposed.
        if (_worker is not null && _pump is not null)
        {
            _items.Writer.TryComplete();
            _pump.Abandon(_worker);
            _pump.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Enqueue(TItem item)
    {
        // Waits while the workers are busy, so that a list of millions of names is not read into memory.
        _pump!.RunUntil(_worker!, () => _items.Writer.TryWrite(item), () => Meter.Show(this));
        _pump.RunReady(_worker!);
    }

    private Task WorkOnAllAsync() =>
        Parallel.ForEachAsync(
            _items.Reader.ReadAllAsync(Stop.Token),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = Stop.Token },
            async (item, token) =>
            {
                try
                {
                    await WorkAsync(item, _pipeline, token);
                }
                catch (Exception exception) when (!Stop.IsCancellationRequested)
                {
                    _pipeline.Fail(exception, TargetOf(item));
                }
                finally
                {
                    // What a stop has cut off has not ended.
                    if (!Stop.IsCancellationRequested)
                    {
                        Meter.End();
                    }

                    _pipeline.Wake();
                }
            }
        );
}
