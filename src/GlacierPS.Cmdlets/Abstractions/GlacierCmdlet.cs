using System.Management.Automation;
using System.Management.Automation.Host;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Errors;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// The base of every cmdlet: a token that Ctrl+C cancels, methods that run async work, and errors in one form.
/// </summary>
public abstract class GlacierCmdlet : PSCmdlet, IDisposable
{
    private bool _disposed;
    private PSHost? _stoppedUnder;

    /// <summary>
    /// Cancelled by Ctrl+C, and when the pipeline has ended: <c>Select-Object -First</c> never calls StopProcessing.
    /// </summary>
    internal CancellationTokenSource Stop { get; } = new();

    /// <summary>
    /// Pipeline thread: whether nothing may be changed, by the parameter or by the preference of those that have it.
    /// </summary>
    internal bool IsWhatIf =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? (SwitchParameter)given
            : MyInvocation.MyCommand is CmdletInfo { Parameters: var parameters }
                && parameters.ContainsKey("WhatIf")
                && LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>
    /// Pipeline thread: asks whether to do something, unless -Force answers it. -WhatIf and an explicit -Confirm come
    /// first.
    /// </summary>
    private protected bool Confirms(bool force, string target, string action)
    {
        if (!force || IsWhatIf || MyInvocation.BoundParameters.ContainsKey("Confirm"))
        {
            return ShouldProcess(target, action);
        }

        WriteVerbose($"{action}: {target}");
        return true;
    }

    /// <summary>
    /// After Ctrl+C, when the work has ended: what is left and how to go on, in a line; null where nothing is worth
    /// one.
    /// </summary>
    private protected virtual string? LeftByStop => null;

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stoppedUnder = Host;
        Stop.Cancel();
    }

    /// <summary>Pipeline thread: emits an object, with its times in local time.</summary>
    internal new void WriteObject(object? item) => base.WriteObject(LocalTimes.Of(item));

    /// <summary>Pipeline thread: emits the objects of a list one by one, with their times in local time.</summary>
    internal void WriteObject(IEnumerable<object> items, bool enumerateCollection) =>
        base.WriteObject(items.Select(LocalTimes.Of), enumerateCollection);

    // What is shown goes through these alone: names in it, and the words of a service, are written by others.

    /// <summary>Pipeline thread: writes a warning.</summary>
    internal new void WriteWarning(string text) => base.WriteWarning(TerminalText.Of(text));

    /// <summary>Pipeline thread: writes a verbose message.</summary>
    internal new void WriteVerbose(string text) => base.WriteVerbose(TerminalText.Of(text));

    /// <summary>Pipeline thread: writes a message for whoever looks into what goes on.</summary>
    internal new void WriteDebug(string text) => base.WriteDebug(TerminalText.Of(text));

    /// <summary>Pipeline thread: shows progress.</summary>
    internal new void WriteProgress(ProgressRecord record)
    {
        record.StatusDescription = TerminalText.Of(record.StatusDescription);
        record.CurrentOperation = TerminalText.Of(record.CurrentOperation);
        base.WriteProgress(record);
    }

    /// <summary>Pipeline thread: asks whether something is to be done, by -WhatIf and -Confirm.</summary>
    internal new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(TerminalText.Of(target), TerminalText.Of(action));

    /// <summary>Pipeline thread: asks so in sentences of its own.</summary>
    internal new bool ShouldProcess(
        string description,
        string question,
        string caption,
        out ShouldProcessReason reason
    ) => base.ShouldProcess(TerminalText.Of(description), TerminalText.Of(question), caption, out reason);

    /// <summary>Pipeline thread: says what a -WhatIf comes to; nothing without one.</summary>
    private protected void SayTotal(string total)
    {
        if (IsWhatIf)
        {
            ShouldProcess(total, total, "", out _);
        }
    }

    /// <summary>
    /// Pipeline thread: whether ShouldProcess shows its target: in a question, by -WhatIf or by -Verbose.
    /// </summary>
    private protected bool ShowsTargets(ConfirmImpact impact, bool force = false) =>
        IsWhatIf
        || Shows("Verbose")
        || (
            MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given)
                ? ((SwitchParameter)given).IsPresent
                : !force
                    && LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact asks)
                    && asks != ConfirmImpact.None
                    && asks <= impact
        );

    /// <summary>
    /// Runs async work to its end, while the pipeline thread executes what it posts; throws what it throws.
    /// </summary>
    internal void Run(Func<IPipeline, CancellationToken, Task> work, ProgressMeter? meter = null)
    {
        using var pump = new PipelinePump(Stop);
        var pipeline = new PipelineWriter(this, pump);
        Task worker = Start(pump, () => work(pipeline, Stop.Token));
        pump.RunUntil(worker, done: null, () => meter?.Show(this));
        Finish(worker);
    }

    /// <summary>Runs async work without a result.</summary>
    internal void Run(Func<CancellationToken, Task> work) => Run((_, token) => work(token));

    /// <summary>Runs async work with a result.</summary>
    internal T Run<T>(Func<CancellationToken, Task<T>> work)
    {
        T result = default!;
        Run(async (_, token) => result = await work(token));
        return result;
    }

    /// <summary>
    /// Pipeline thread: starts a worker whose requests are kept for Get-RequestAttempt, and shown where -Debug or
    /// -Verbose ask for it.
    /// </summary>
    private protected Task Start(PipelinePump pump, Func<Task> work)
    {
        var listener = new RequestLog.Listener(
            RequestLog.OfRunspace,
            Shows("Debug") ? request => pump.TryPost(() => WriteDebug($"{request}")) : null,
            Shows("Verbose") ? failed => pump.TryPost(() => WriteVerbose($"{failed}. Trying again.")) : null
        );
        return pump.Start(() => RequestLog.RunAsync(listener, work));
    }

    /// <summary>Pipeline thread: whether a stream is shown, by the parameter or by the preference.</summary>
    private bool Shows(string stream) =>
        MyInvocation.BoundParameters.TryGetValue(stream, out object? given)
            ? (SwitchParameter)given
            : GetVariableValue($"{stream}Preference") is { } preference
                && !string.Equals($"{preference}", nameof(ActionPreference.SilentlyContinue), StringComparison.Ordinal)
                && !string.Equals($"{preference}", nameof(ActionPreference.Ignore), StringComparison.Ordinal);

    /// <summary>
    /// Throws a worker's exception on the pipeline thread; PipelineStoppedException if it was stopped.
    /// </summary>
    internal void Finish(Task worker)
    {
        try
        {
            worker.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>
    /// Pipeline thread: runs an action for one input object; a failure becomes one error, and the next object follows.
    /// </summary>
    internal void Attempt(Action action, object? target)
    {
        try
        {
            CheckInput();
            action();
        }
        catch (Exception exception) when (ErrorRecords.IsReportable(exception))
        {
            WriteError(ErrorRecords.From(exception, target));
        }
    }

    /// <summary>Pipeline thread: refuses an input object that another place is meant by than the call's.</summary>
    private protected virtual void CheckInput() { }

    /// <summary>
    /// Pipeline thread: reads what an input object stands for; a failure becomes one error and an empty list.
    /// </summary>
    internal IReadOnlyList<T> Attempt<T>(Func<IReadOnlyList<T>> read, object? target)
    {
        IReadOnlyList<T> result = [];
        Attempt(
            () =>
            {
                result = read();
            },
            target
        );
        return result;
    }

    /// <summary>
    /// Pipeline thread: runs an action that all others depend on; a failure is a terminating error.
    /// </summary>
    /// <param name="action">What is done.</param>
    /// <param name="target">With what.</param>
    /// <param name="place">Shown before the message where that does not say it: which of several files.</param>
    internal void Require(Action action, object? target, string place = "")
    {
        try
        {
            action();
        }
        catch (Exception exception) when (ErrorRecords.IsReportable(exception))
        {
            ThrowTerminatingError(ErrorRecords.From(exception, target, place));
        }
    }

    /// <summary>
    /// Pipeline thread: what a call says, on top of the credentials and the region that AWS.Tools keeps in variables of
    /// the session (Set-AWSCredential, Set-DefaultAWSRegion); what is left open is AWS's default.
    /// </summary>
    /// <exception cref="GlacierCredentialsException">Such a variable is not understood, and nothing else is
    /// said.</exception>
    internal ConnectionSettings WithSessionDefaults(ConnectionSettings call)
    {
        if (call.ReplacesConnection)
        {
            return call;
        }

        object? stored = call.Credential is null ? GetVariableValue("StoredAWSCredentials") : null;
        var defaults = new ConnectionSettings
        {
            Credential = GlacierCredential.From(stored),
            Region = GetVariableValue("StoredAWSRegion")?.ToString() is { Length: > 0 } region ? region : null,
        };
        if (stored is not null && defaults.Credential is null)
        {
            throw new GlacierCredentialsException(
                "What $StoredAWSCredentials holds is not understood. Give -ProfileName or -Credential, or run "
                    + "Clear-AWSCredential."
            );
        }

        return defaults.ChangedBy(call);
    }

    /// <summary>Opens a connection, and warns of damage that a local service found in its folder.</summary>
    internal GlacierConnection Open(ConnectionSettings settings)
    {
        GlacierConnection connection = Run(token => GlacierConnection.OpenAsync(settings, token));
        WarnOfDamage(connection);
        return connection;
    }

    /// <summary>Warns of damage that a local service has found in its folder since the last warning.</summary>
    private protected void WarnOfDamage(GlacierConnection connection)
    {
        foreach (string damage in connection.TakeDamage())
        {
            WriteWarning(damage);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Stop.Cancel();
            Dispose(disposing: true);
            Stop.Dispose();

            // A stopped pipeline takes no warning any more; its host does.
            if (_stoppedUnder?.UI is { } screen && LeftByStop is { } left)
            {
                screen.WriteWarningLine(TerminalText.Of(left));
            }
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes what a derived cmdlet holds, after the stop token was cancelled.</summary>
    protected virtual void Dispose(bool disposing) { }
}
