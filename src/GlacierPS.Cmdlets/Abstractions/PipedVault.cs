using System.Management.Automation;
using System.Reflection;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// The vault that the object in the pipe says it is of. Parameters get its name alone, and PowerShell shows a cmdlet
/// the whole object by a property that is not public; where that is missing, nothing is known of it.
/// </summary>
internal static class PipedVault
{
    private static readonly PropertyInfo? s_current = typeof(Cmdlet).GetProperty(
        "CurrentPipelineObject",
        BindingFlags.Instance | BindingFlags.NonPublic
    );

    /// <summary>Pipeline thread: the ARN of the vault; null where none came, or it does not say one.</summary>
    public static string? ArnOf(GlacierCmdlet cmdlet) =>
        s_current?.GetValue(cmdlet) is PSObject { BaseObject: not string } item
        && item.Properties["VaultARN"]?.Value is string { Length: > 0 } arn
            ? arn
            : null;
}
