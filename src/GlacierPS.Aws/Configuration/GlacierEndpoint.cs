using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Aws.Configuration;

/// <summary>Where Glacier is: the rule set of glacier-api.md §1.1, on the partition data of the SDK.</summary>
internal static class GlacierEndpoint
{
    /// <summary>The address that requests go to.</summary>
    /// <param name="region">The region, already known to be a host label.</param>
    /// <param name="custom">An endpoint given by the caller, used as it is; null for AWS's own.</param>
    /// <param name="fips">Whether the FIPS endpoint is asked for.</param>
    /// <param name="dualStack">Whether the dual-stack endpoint is asked for.</param>
    /// <exception cref="GlacierInputException">The wishes exclude each other, or the endpoint is not a web
    /// address.</exception>
    public static Uri Resolve(string region, Uri? custom, bool fips, bool dualStack)
    {
        if (custom is not null)
        {
            CheckCustom(custom, fips, dualStack);
            return custom;
        }

        Partition partition = Fn.Partition(region);
        if (fips && !partition.supportsFIPS || dualStack && !partition.supportsDualStack)
        {
            throw new GlacierInputException(
                "EndpointNotOffered",
                $"The partition {partition.name} of {region} has no {(fips ? "FIPS" : "dual-stack")} endpoint. "
                    + "Leave that option out."
            );
        }

        string suffix = dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;

        // GovCloud's ordinary endpoint is its FIPS endpoint.
        bool named = fips && (dualStack || partition.name != "aws-us-gov");
        return new Uri($"https://{(named ? "glacier-fips" : "glacier")}.{region}.{suffix}/");
    }

    /// <summary>Whether an endpoint is a service on this machine, over plain HTTP: never one of AWS's.</summary>
    public static bool IsLoopback(Uri endpoint) =>
        endpoint.IsAbsoluteUri && endpoint.IsLoopback && endpoint.Scheme == Uri.UriSchemeHttp;

    /// <summary>Refuses what cannot be a region before it becomes part of a host name.</summary>
    /// <exception cref="GlacierInputException">It is not a host label.</exception>
    public static void CheckRegion(string region)
    {
        if (!Fn.IsValidHostLabel(region, allowSubDomains: false))
        {
            throw new GlacierInputException(
                "InvalidRegion",
                $"'{region}' is not the name of a region. A region is named like 'eu-central-1'."
            );
        }
    }

    private static void CheckCustom(Uri custom, bool fips, bool dualStack)
    {
        if (
            !custom.IsAbsoluteUri
            || custom.Scheme != Uri.UriSchemeHttps && custom.Scheme != Uri.UriSchemeHttp
            || custom.UserInfo.Length > 0
            || custom.Query.Length > 0
            || custom.Fragment.Length > 0
        )
        {
            throw new GlacierInputException(
                "InvalidEndpoint",
                "The endpoint must be an address like 'http://localhost:8080': http or https, and no user, query "
                    + "or fragment."
            );
        }

        if (fips || dualStack)
        {
            throw new GlacierInputException(
                "EndpointConflict",
                $"The endpoint {custom} is used as it is, so {(fips ? "FIPS" : "dual-stack")} cannot be asked for "
                    + "with it. "
                    + "Leave one of the two out; it may also come from the environment or the profile."
            );
        }
    }
}
