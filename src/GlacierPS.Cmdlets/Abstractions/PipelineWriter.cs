using GlacierPS.Cmdlets.Errors;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>Posts a worker's calls to a cmdlet through its pump.</summary>
internal sealed class PipelineWriter(GlacierCmdlet cmdlet, PipelinePump pump) : IPipeline
{
    public void Write(object item) => pump.Post(() => cmdlet.WriteObject(item));

    public void WriteAll(IReadOnlyCollection<object> items) =>
        pump.Post(() => cmdlet.WriteObject(items, enumerateCollection: true));

    public void Fail(Exception exception, object? target, string place = "") =>
        pump.Post(() => cmdlet.WriteError(ErrorRecords.From(exception, target, place)));

    public void Verbose(string text) => pump.Post(() => cmdlet.WriteVerbose(text));

    public void Warn(string text) => pump.Post(() => cmdlet.WriteWarning(text));

    public Task CaughtUpAsync(CancellationToken cancellationToken)
    {
        // The continuation must not run on the pipeline thread.
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Post(reached.SetResult);
        return reached.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Wakes the pipeline thread: the worker may accept another item.</summary>
    public void Wake() => pump.Post(static () => { });
}
