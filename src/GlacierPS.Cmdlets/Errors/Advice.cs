using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Errors;

/// <summary>What a user does next, for errors whose own text does not say.</summary>
internal static class Advice
{
    public static string? For(Exception exception) => exception switch
    {
        ResourceNotFoundException { Message: var text } when Says(text, "Vault not found") =>
            "Check the name with Get-GlacierVault, and the region and account with Get-GlacierConnection.",
        ResourceNotFoundException { Message: var text } when Says(text, "job ID was not found") =>
            "Jobs and their output last about a day after they finish: start a new one with Start-GlacierJob.",
        ResourceNotFoundException { Message: var text } when Says(text, "cannot be initiated yet") =>
            "Wait for the vault's first inventory, about a day after its first upload.",
        InvalidParameterValueException { Message: var text } when Says(text, "not currently available for download") =>
            "Wait for the job with Wait-GlacierJob, then try again.",
        InvalidParameterValueException { Message: var text } when Says(text, "Invalid vault name: arn") =>
            "The archive belongs to another vault: name that one.",
        InvalidSignatureException =>
            "Check the secret key, and that this machine's clock is right.",
        ExpiredTokenException =>
            "Sign in again, then run Connect-Glacier again.",
        UnrecognizedClientException =>
            "Check the access key, or name another profile with -ProfileName.",
        AccessDeniedException =>
            "Check the identity's permissions, the vault's access policy and its lock, and the account ID.",
        InsufficientCapacityException =>
            "Try again later, or take the Standard or Bulk tier.",
        PolicyEnforcedException =>
            "Wait until running retrievals have ended, or raise the account's data retrieval policy.",
        NoLongerSupportedException =>
            "Amazon Glacier takes no new customers since 15 December 2025; use an account that has vaults, or Connect-Glacier -LocalPath.",
        GlacierServiceException { CanRetry: true } =>
            "The service may be busy: try again later.",
        GlacierConnectionException =>
            "Check the network, the proxy settings, and the region or endpoint.",
        GlacierInputException { ErrorId: "MissingRegion" } =>
            "Give -Region, or set one up once with 'aws configure'.",
        GlacierCredentialsException =>
            "Name a profile with -ProfileName, give -Credential to Connect-Glacier, or try things out with Connect-Glacier -LocalPath.",
        _ => null,
    };

    private static bool Says(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
