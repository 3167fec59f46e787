namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// The pipeline as a worker sees it: every call may come from any thread and is carried out on the pipeline's own.
/// </summary>
internal interface IPipeline
{
    /// <summary>Emits an object.</summary>
    void Write(object item);

    /// <summary>Emits several objects, one by one.</summary>
    void WriteAll(IReadOnlyCollection<object> items);

    /// <summary>Reports that one item failed; the others go on.</summary>
    void Fail(Exception exception, object? target);

    /// <summary>Says something to those who asked with -Verbose.</summary>
    void Verbose(string text);

    /// <summary>Says something that everyone should hear.</summary>
    void Warn(string text);

    /// <summary>
    /// Ends once the pipeline has taken all that was said so far; never, if its reader has enough before.
    /// </summary>
    Task CaughtUpAsync(CancellationToken cancellationToken);
}
