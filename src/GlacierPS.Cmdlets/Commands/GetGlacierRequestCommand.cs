using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>The last requests of this session, oldest first, without a request to the service.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierRequest")]
[OutputType(typeof(RequestAttempt))]
public sealed class GetGlacierRequestCommand : GlacierCmdlet
{
    /// <summary>The newest ones only, so many.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <summary>Those alone that were not answered with success.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        IEnumerable<RequestAttempt> found = RequestLog
            .OfRunspace.Read()
            .Where(request => !Failed || request.ErrorCode is not null);
        WriteObject(Newest is { } count ? found.TakeLast(count) : found, enumerateCollection: true);
    }
}
