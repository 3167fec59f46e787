using GlacierPS.Core.Protocol;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GlacierPS.Server;

/// <summary>
/// What a client may take of the server: slow, half-open and talkative ones must leave enough for the others.
/// </summary>
internal sealed record ConnectionLimits
{
    /// <summary>
    /// More than any request of the protocol has: descriptions of 1,024 characters, session tokens of some thousand.
    /// </summary>
    public const int HeaderBytes = 32 * 1024;

    /// <summary>The protocol and SigV4 together come to about twenty.</summary>
    public const int HeaderCount = 64;

    /// <summary>
    /// An archive, and a margin in which a body that is too long is still answered in the protocol's form.
    /// </summary>
    public const long UploadBytes = GlacierLimits.SingleUploadSize + (1 << 20);

    /// <summary>More than any JSON of the protocol.</summary>
    public const long JsonBytes = 1 << 20;

    /// <summary>How long the head of a request may take to arrive.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may lie idle between requests.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>How long a body may come or go more slowly than 1 KiB a second.</summary>
    public TimeSpan SlowGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections there may be at once; further ones are closed at once.</summary>
    public int Connections { get; init; } = 4096;

    public void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = UploadBytes;
        limits.MaxRequestBufferSize = 1 << 20;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.MaxConcurrentConnections = Connections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, SlowGrace);
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, SlowGrace);
    }
}
