namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// The pipeline for a worker: calls come from any thread and are executed by the pipeline thread.
/// </summary>
internal interface IPipeline
{
    /// <summary>Emits an object.</summary>
    void Write(object item);

    /// <summary>Emits several objects, one by one.</summary>
    void WriteAll(IReadOnlyCollection<object> items);

    /// <summary>Writes the error of one item; the others continue.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="target">With what.</param>
    /// <param name="place">Shown before the message where that does not say it: a region, an account.</param>
    void Fail(Exception exception, object? target, string place = "");

    /// <summary>Writes a verbose message.</summary>
    void Verbose(string text);

    /// <summary>Writes a warning.</summary>
    void Warn(string text);

    /// <summary>
    /// Completes once all calls so far were executed; never, if the pipeline is stopped before.
    /// </summary>
    Task CaughtUpAsync(CancellationToken cancellationToken);
}
