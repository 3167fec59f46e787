using System.Management.Automation;
using System.Text;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Connections;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>What New-PSDrive takes besides.</summary>
public sealed class NewDriveParameters
{
    /// <summary>The connection whose vaults are shown; the session's if none is given.</summary>
    [Parameter]
    [ValidateNotNull]
    public GlacierConnection? Connection { get; set; }
}

/// <summary>What Get-ChildItem takes besides.</summary>
public sealed class ChildItemParameters
{
    /// <summary>Archives alone.</summary>
    [Parameter]
    public SwitchParameter File { get; set; }

    /// <summary>Vaults and folders alone.</summary>
    [Parameter]
    public SwitchParameter Directory { get; set; }
}

/// <summary>What Get-Content takes besides.</summary>
public sealed class ContentParameters
{
    /// <summary>All at once: one text, or one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Bytes in the place of lines.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>How lines are encoded where no byte order mark says it.</summary>
    [Parameter]
    [ValidateNotNull]
    [EncodingTransformation]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    public Encoding Encoding { get; set; } = Encoding.UTF8;
}
