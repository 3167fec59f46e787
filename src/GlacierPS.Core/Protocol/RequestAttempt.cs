namespace GlacierPS.Core.Protocol;

/// <summary>
/// One attempt of a request, and what came of it. It holds nothing of the headers and bodies, and so no secret.
/// </summary>
public sealed record RequestAttempt
{
    /// <summary>When it was sent, in UTC.</summary>
    public DateTime Time { get; init; }

    /// <summary>The operation, as the API calls it.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The vault that it is about; null where it is about none.</summary>
    public string? VaultName { get; init; }

    /// <summary>1 for the first attempt; a retry counts up.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The status of the HTTP response; null if none came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The error's code, or what kept the response from coming; null for a success.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>From the request to the headers of its response, or to the error, in milliseconds.</summary>
    public double Milliseconds { get; init; }

    /// <summary>The service's own ID of the request; null if no response came.</summary>
    public string? RequestId { get; init; }

    /// <summary>Where it was sent.</summary>
    public Uri? Endpoint { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string vault = VaultName is null ? "" : $" of vault {VaultName}";
        string result = StatusCode is { } status ? $"HTTP {status}" : "no response";
        string error = ErrorCode is null ? "" : $" {ErrorCode}";
        string id = RequestId is null ? "" : $", request {RequestId}";
        return $"{Operation}{vault}: {result}{error} after {Digits.Of(Milliseconds, "0")} ms, attempt {Attempt}{id}";
    }
}
