using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Reflection;
using System.Runtime.CompilerServices;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>
/// The call of a cmdlet that a provider works for. PowerShell makes a provider for each item of a pipe and does not
/// show it what the call says of -Confirm: that is read from a property that is not public, and where it is missing,
/// nothing is known of the call and questions are asked.
/// </summary>
internal sealed class InvokedBy
{
    private static readonly PropertyInfo? s_context = typeof(CmdletProvider).GetProperty(
        "Context",
        BindingFlags.Instance | BindingFlags.NonPublic
    );

    // Answers to all items are of one call, and go with it.
    private static readonly ConditionalWeakTable<InvocationInfo, InvokedBy> s_calls = [];

    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether the call has -Confirm, with whatever value.</summary>
    public bool SaysConfirm { get; private init; }

    /// <summary>
    /// The cmdlet that was called; null where that is not known, or it is no cmdlet: <c>${Glacier:/vault/name} = 1</c>.
    /// </summary>
    public string? Name { get; private init; }

    /// <summary>The call that a provider works for.</summary>
    public static InvokedBy Of(CmdletProvider provider)
    {
        object? context = s_context?.GetValue(provider);
        PropertyInfo? call = context
            ?.GetType()
            .GetProperty("MyInvocation", BindingFlags.Instance | BindingFlags.NonPublic);
        return call?.GetValue(context) is InvocationInfo invocation
            ? s_calls.GetValue(
                invocation,
                known => new InvokedBy
                {
                    SaysConfirm = known.BoundParameters.ContainsKey("Confirm"),
                    Name = known.MyCommand is CmdletInfo cmdlet ? cmdlet.Name : null,
                }
            )
            : new InvokedBy();
    }

    /// <summary>Asks, unless the answer to an earlier item of the call was for all.</summary>
    public bool Continues(CmdletProvider provider, string question, string caption) =>
        provider.ShouldContinue(TerminalText.Of(question), caption, ref _yesToAll, ref _noToAll);
}
