using System.Net;
using GlacierPS.Local;

namespace GlacierPS.Server;

/// <summary>What the command line asks for.</summary>
/// <param name="Address">Where to listen.</param>
/// <param name="Port">TCP port; 0 picks a free one.</param>
/// <param name="Service">How the service is to be.</param>
/// <param name="Control">Whether the control API is open.</param>
/// <param name="MaxRate">Bytes a second of all answers together; null for no limit.</param>
/// <param name="MaxUploadRate">Bytes a second of all bodies that come in; null for no limit.</param>
internal sealed record ServerSettings(
    IPAddress Address,
    int Port,
    LocalGlacierOptions Service,
    bool Control,
    long? MaxRate,
    long? MaxUploadRate
);
