using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using GlacierPS.Core.Leases;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Leases;

/// <summary>
/// What DynamoDB answers, as exceptions of Core that say what to do. Every request can be repeated: its conditions tell
/// whether it was done.
/// </summary>
internal static class DynamoFailures
{
    /// <summary>What DynamoDB refused; null for what is no answer of it.</summary>
    public static Exception? Refused(Exception failure, string operation, DynamoTable table)
    {
        if (failure is not AmazonDynamoDBException error)
        {
            return null;
        }

        (string id, bool passes, string advice) = error switch
        {
            Amazon.DynamoDBv2.Model.ResourceNotFoundException => (
                "NoSuchShareTable",
                false,
                "There is none of that name there, or it was deleted. New-GlacierShareTable makes one; then run the "
                    + "same command again: what is done stays done, and jobs that run are used."
            ),
            ProvisionedThroughputExceededException or RequestLimitExceededException => (
                "ShareTableThrottled",
                true,
                "It is asked again."
            ),
            ResourceInUseException => ("ShareTableBusy", false, "Wait until it is made or deleted, and try again."),
            _ when error.ErrorCode is "ThrottlingException" or "Throttling" => (
                "ShareTableThrottled",
                true,
                "It is asked again."
            ),
            _ when error.ErrorCode
                    is "AccessDeniedException"
                        or "UnrecognizedClientException"
                        or "InvalidSignatureException"
                        or "MissingAuthenticationTokenException"
                        or "ExpiredTokenException" => (
                "ShareTableAccessDenied",
                false,
                $"The credentials need dynamodb:{operation} on that table: about_GlacierPS_Fleet has a policy. "
                    + "-ShareProfileName names others."
            ),
            _ => ("ShareTableError", error.StatusCode >= HttpStatusCode.InternalServerError, "Run the same again."),
        };
        return new ShareTableException(
            id,
            $"The table '{table.Name}' in {table.Region} refused {operation} ({(int)error.StatusCode} "
                + $"{error.ErrorCode}): {error.Message} {advice}",
            error
        )
        {
            Passes = passes,
        };
    }
}
