using Amazon.Runtime.Endpoints;
using Amazon.S3.Endpoints;
using Amazon.S3.Internal;
using GlacierPS.Aws.Buckets;

namespace GlacierPS.Aws.Tests.Buckets;

public sealed class BucketAddressTests
{
    private readonly BucketAddress _address = new();

    [Theory]
    [InlineData("archive-2026", "eu-central-1", null, false)]
    [InlineData("archive.with.dots", "us-east-1", null, false)]
    [InlineData("archive", "us-east-1", "https://127.0.0.1:8443", true)]
    [InlineData("archive", "us-east-1", "https://s3.eu-west-1.amazonaws.com", false)]
    public void It_is_what_the_rules_say_however_often_and_of_whichever_key(
        string bucket,
        string region,
        string? endpoint,
        bool isPathStyle
    )
    {
        foreach (string? key in (string?[])[null, "a", "photos/b.jpg", "a"])
        {
            foreach (bool? isWithoutSessions in (bool?[])[null, true])
            {
                S3EndpointParameters asked = new()
                {
                    Bucket = bucket,
                    Region = region,
                    Endpoint = endpoint,
                    ForcePathStyle = isPathStyle,
                    UseFIPS = false,
                    UseDualStack = false,
                    Accelerate = false,
                    UseGlobalEndpoint = false,
                    DisableMultiRegionAccessPoints = false,
                    DisableS3ExpressSessionAuth = isWithoutSessions,
                    Key = key,
                };
                Endpoint expected = new AmazonS3EndpointProvider().ResolveEndpoint(asked);
                Endpoint found = _address.ResolveEndpoint(asked);
                Assert.Equal(expected.URL, found.URL);
                Assert.Equal(
                    ((PropertyBag)((List<object>)expected.Attributes["authSchemes"])[0])["signingRegion"],
                    ((PropertyBag)((List<object>)found.Attributes["authSchemes"])[0])["signingRegion"]
                );
                // As the SDK does with the one that it is given, where there is no key.
                found.URL += "/";
            }
        }
    }
}
