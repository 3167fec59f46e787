namespace GlacierPS.Local.Faults;

/// <summary>What goes wrong (local-service.md, POST /_control/faults). One of the kinds below.</summary>
public abstract record FaultAction
{
    private FaultAction() { }

    /// <summary>
    /// An error is answered and no work done. Where glacier-api.md §4 has the literal message of a code, it is used.
    /// </summary>
    /// <param name="Status">400 to 599.</param>
    /// <param name="Code">Such as <c>ThrottlingException</c>.</param>
    public sealed record Refuse(int Status, string Code) : FaultAction;

    /// <summary>
    /// So many requests a second are answered as ever, and the rest with ThrottlingException. By real time, as the
    /// client's pauses are.
    /// </summary>
    /// <param name="PerSecond">At least 1.</param>
    public sealed record Rate(long PerSecond) : FaultAction;

    /// <summary>The connection is closed without an answer, and no work done.</summary>
    public sealed record Drop : FaultAction;

    /// <summary>
    /// The work is done, and the connection closed within the body of the answer. One that is not longer stays whole.
    /// </summary>
    /// <param name="Bytes">How many bytes of the body are sent before that.</param>
    public sealed record DropAfterBytes(long Bytes) : FaultAction;

    /// <summary>The work is begun late. By real time, not by the service's clock: it is the client who waits.</summary>
    /// <param name="Time">How late.</param>
    public sealed record Delay(TimeSpan Time) : FaultAction;

    /// <summary>
    /// The work is done, and one byte of the answer's body flipped. An answer without a body stays as it is.
    /// </summary>
    public sealed record Corrupt : FaultAction;

    /// <summary>The work is done, and the connection closed without an answer.</summary>
    public sealed record LoseAnswer : FaultAction;
}
