using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Connections;

/// <summary>
/// The last requests of each runspace, and who is told of those that are made now. A request belongs to the cmdlet
/// whose work it is done for, on whatever thread: two cmdlets of one pipeline share a connection.
/// </summary>
internal sealed class RequestLog
{
    // AWS's own module keeps as much of its history as this, about.
    private const int Most = 1000;

    private static readonly ConditionalWeakTable<Runspace, RequestLog> Logs = [];
    private static readonly AsyncLocal<Listener?> Current = new();

    private readonly Queue<RequestAttempt> _requests = [];

    /// <summary>The log of the runspace that asks, on its pipeline thread.</summary>
    public static RequestLog OfRunspace => Logs.GetValue(Runspace.DefaultRunspace, static _ => new RequestLog());

    /// <summary>Any thread: notes a request for the work that it is part of.</summary>
    public static void Note(RequestAttempt request) => Current.Value?.Note(request);

    /// <summary>Any thread: tells that a request failed and is tried again.</summary>
    public static void NoteRetry(RequestAttempt failed) => Current.Value?.Retry?.Invoke(failed);

    /// <summary>Runs work whose requests are told to a listener.</summary>
    public static Task RunAsync(Listener? listener, Func<Task> work)
    {
        Current.Value = listener;
        return work();
    }

    /// <summary>The requests, oldest first.</summary>
    public IReadOnlyList<RequestAttempt> Read()
    {
        lock (_requests)
        {
            return [.. _requests];
        }
    }

    private void Add(RequestAttempt request)
    {
        lock (_requests)
        {
            if (_requests.Count == Most)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
        }
    }

    /// <summary>Is told of the requests of one cmdlet.</summary>
    /// <param name="log">Keeps them.</param>
    /// <param name="request">Told of each; null for a cmdlet that shows none.</param>
    /// <param name="retry">Told of each that failed and is tried again; null for a cmdlet that shows none.</param>
    internal sealed class Listener(RequestLog log, Action<RequestAttempt>? request, Action<RequestAttempt>? retry)
    {
        public Action<RequestAttempt>? Retry => retry;

        public void Note(RequestAttempt made)
        {
            log.Add(made);
            request?.Invoke(made);
        }
    }
}
