using static GlacierPS.Local.Http.GlacierOperation;

namespace GlacierPS.Local.Http;

/// <summary>Which method and path is which operation (glacier-api.md §5).</summary>
internal static class Routes
{
    // After the account: literal segments, and {vault} and {id} for what varies.
    private static readonly Route[] All =
    [
        new("GET", "vaults", ListVaults),
        new("PUT", "vaults/{vault}", CreateVault),
        new("GET", "vaults/{vault}", DescribeVault),
        new("DELETE", "vaults/{vault}", DeleteVault),
        new("POST", "vaults/{vault}/archives", UploadArchive),
        new("DELETE", "vaults/{vault}/archives/{id}", DeleteArchive),
        new("POST", "vaults/{vault}/multipart-uploads", InitiateMultipartUpload),
        new("GET", "vaults/{vault}/multipart-uploads", ListMultipartUploads),
        new("PUT", "vaults/{vault}/multipart-uploads/{id}", UploadMultipartPart),
        new("GET", "vaults/{vault}/multipart-uploads/{id}", ListParts),
        new("POST", "vaults/{vault}/multipart-uploads/{id}", CompleteMultipartUpload),
        new("DELETE", "vaults/{vault}/multipart-uploads/{id}", AbortMultipartUpload),
        new("POST", "vaults/{vault}/jobs", InitiateJob),
        new("GET", "vaults/{vault}/jobs", ListJobs),
        new("GET", "vaults/{vault}/jobs/{id}", DescribeJob),
        new("GET", "vaults/{vault}/jobs/{id}/output", GetJobOutput),
        new("POST", "vaults/{vault}/tags", AddTagsToVault, "add"),
        new("POST", "vaults/{vault}/tags", RemoveTagsFromVault, "remove"),
        new("GET", "vaults/{vault}/tags", ListTagsForVault),
        new("PUT", "vaults/{vault}/notification-configuration", SetVaultNotifications),
        new("GET", "vaults/{vault}/notification-configuration", GetVaultNotifications),
        new("DELETE", "vaults/{vault}/notification-configuration", DeleteVaultNotifications),
        new("PUT", "vaults/{vault}/access-policy", SetVaultAccessPolicy),
        new("GET", "vaults/{vault}/access-policy", GetVaultAccessPolicy),
        new("DELETE", "vaults/{vault}/access-policy", DeleteVaultAccessPolicy),
        new("POST", "vaults/{vault}/lock-policy", InitiateVaultLock),
        new("GET", "vaults/{vault}/lock-policy", GetVaultLock),
        new("DELETE", "vaults/{vault}/lock-policy", AbortVaultLock),
        new("POST", "vaults/{vault}/lock-policy/{id}", CompleteVaultLock),
        new("GET", "policies/data-retrieval", GetDataRetrievalPolicy),
        new("PUT", "policies/data-retrieval", SetDataRetrievalPolicy),
        new("GET", "provisioned-capacity", ListProvisionedCapacity),
        new("POST", "provisioned-capacity", PurchaseProvisionedCapacity),
    ];

    /// <summary>The operation that a request means; null if it means none.</summary>
    public static RouteMatch? Find(GlacierRequest request)
    {
        string[] segments = request.Path.Split('/');

        // "/account/a/b" splits into "", account, a, b. A trailing slash is the collection itself (§1.2).
        int end = segments.Length > 3 && segments[^1].Length == 0 ? segments.Length - 1 : segments.Length;
        if (end < 3 || segments[0].Length != 0)
        {
            return null;
        }

        ReadOnlySpan<string> path = segments.AsSpan(2, end - 2);
        foreach (Route route in All)
        {
            if (
                route.Matches(request.Method, path)
                && (route.Action is null || route.Action == QueryString.Value(request.Query, "operation"))
            )
            {
                return new RouteMatch(
                    route.Operation,
                    Uri.UnescapeDataString(segments[1]),
                    path.Length > 1 ? Uri.UnescapeDataString(path[1]) : "",
                    path.Length > 3 ? Uri.UnescapeDataString(path[3]) : ""
                );
            }
        }

        return null;
    }

    private sealed class Route(string method, string template, GlacierOperation operation, string? action = null)
    {
        private readonly string[] _segments = template.Split('/');

        public GlacierOperation Operation { get; } = operation;

        /// <summary>What the query's <c>operation</c> has to be, where it tells operations apart.</summary>
        public string? Action { get; } = action;

        public bool Matches(string sentMethod, ReadOnlySpan<string> path)
        {
            if (path.Length != _segments.Length || sentMethod != method)
            {
                return false;
            }

            for (int i = 0; i < path.Length; i++)
            {
                bool matches = _segments[i][0] == '{' ? path[i].Length > 0 : path[i] == _segments[i];
                if (!matches)
                {
                    return false;
                }
            }

            return true;
        }
    }
}

/// <summary>An operation and what its path names, percent-decoded.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Account">The account segment.</param>
/// <param name="Vault">The vault's name; empty for operations on the account.</param>
/// <param name="Id">The ID of an archive, upload, job or lock; empty if the path has none.</param>
internal sealed record RouteMatch(GlacierOperation Operation, string Account, string Vault, string Id);
