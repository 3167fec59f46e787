using System.Globalization;
using System.Net;
using System.Xml.Linq;

namespace GlacierPS.StrictBucket;

/// <summary>What S3 takes of the retention of an object.</summary>
internal static class ObjectLock
{
    private const string ModeHeader = "x-amz-object-lock-mode";
    private const string UntilHeader = "x-amz-object-lock-retain-until-date";

    /// <summary>The retention that a request stores an object with; null if it says none.</summary>
    public static (string Mode, DateTime Until)? Of(BucketRequest request, bool hasLock, DateTime now) =>
        (request.Header(ModeHeader), request.Header(UntilHeader)) switch
        {
            (null, null) => null,
            ({ } mode, { } until) => request.Header("x-amz-sdk-checksum-algorithm") is null
            && request.Header("x-amz-checksum-algorithm") is null
            && request.Header("Content-MD5") is null
                ? throw BucketErrorException.Bad(
                    "InvalidRequest",
                    "Content-MD5 or x-amz-checksum- HTTP header is required for Put Object requests with Object Lock"
                )
                : Check(mode, until, hasLock, now),
            _ => throw BucketErrorException.Bad(
                "InvalidArgument",
                $"{ModeHeader} and {UntilHeader} must both be supplied"
            ),
        };

    /// <summary>The retention that an object gets in place of one; a shorter one is refused.</summary>
    public static (string Mode, DateTime Until) Of(
        XElement asked,
        (string Mode, DateTime Until)? there,
        bool hasLock,
        DateTime now
    )
    {
        string Value(string name) =>
            asked.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
        (string Mode, DateTime Until) wanted = Check(Value("Mode"), Value("RetainUntilDate"), hasLock, now);
        bool isShorter = there?.Until > wanted.Until || (there?.Mode == "COMPLIANCE" && wanted.Mode != "COMPLIANCE");
        return there?.Until > now && isShorter
            ? throw new BucketErrorException(
                HttpStatusCode.Forbidden,
                "AccessDenied",
                "Access Denied because object protected by object lock."
            )
            : wanted;
    }

    private static (string Mode, DateTime Until) Check(string mode, string until, bool hasLock, DateTime now)
    {
        DateTime date = DateTime.Parse(
            until,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal
        );
        return !hasLock
                ? throw BucketErrorException.Bad("InvalidRequest", "Bucket is missing Object Lock Configuration")
            : mode is not ("COMPLIANCE" or "GOVERNANCE")
                ? throw BucketErrorException.Bad("InvalidArgument", "Unknown wormMode directive.")
            : date <= now
                ? throw BucketErrorException.Bad("InvalidArgument", "The retain until date must be in the future!")
            : (mode, date);
    }
}
