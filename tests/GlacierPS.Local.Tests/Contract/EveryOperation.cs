using GlacierPS.Local.Http;

namespace GlacierPS.Local.Tests.Contract;

/// <summary>
/// The table of glacier-api.md §5: the 33 operations, their requests and the status of their answers.
/// </summary>
public static class EveryOperation
{
    private const string Vault = "vaults/v";

    // In the place of an ID stands x.
    private static readonly Entry[] s_table =
    [
        new("AbortMultipartUpload", "DELETE", Vault + "/multipart-uploads/x", 204),
        new("AbortVaultLock", "DELETE", Vault + "/lock-policy", 204),
        new("AddTagsToVault", "POST", Vault + "/tags?operation=add", 204),
        new("CompleteMultipartUpload", "POST", Vault + "/multipart-uploads/x", 201),
        new("CompleteVaultLock", "POST", Vault + "/lock-policy/x", 204),
        new("CreateVault", "PUT", Vault, 201),
        new("DeleteArchive", "DELETE", Vault + "/archives/x", 204),
        new("DeleteVault", "DELETE", Vault, 204),
        new("DeleteVaultAccessPolicy", "DELETE", Vault + "/access-policy", 204),
        new("DeleteVaultNotifications", "DELETE", Vault + "/notification-configuration", 204),
        new("DescribeJob", "GET", Vault + "/jobs/x", 200),
        new("DescribeVault", "GET", Vault, 200),
        new("GetDataRetrievalPolicy", "GET", "policies/data-retrieval", 200),
        new("GetJobOutput", "GET", Vault + "/jobs/x/output", 200),
        new("GetVaultAccessPolicy", "GET", Vault + "/access-policy", 200),
        new("GetVaultLock", "GET", Vault + "/lock-policy", 200),
        new("GetVaultNotifications", "GET", Vault + "/notification-configuration", 200),
        new("InitiateJob", "POST", Vault + "/jobs", 202),
        new("InitiateMultipartUpload", "POST", Vault + "/multipart-uploads", 201),
        new("InitiateVaultLock", "POST", Vault + "/lock-policy", 201),
        new("ListJobs", "GET", Vault + "/jobs", 200),
        new("ListMultipartUploads", "GET", Vault + "/multipart-uploads", 200),
        new("ListParts", "GET", Vault + "/multipart-uploads/x", 200),
        new("ListProvisionedCapacity", "GET", "provisioned-capacity", 200),
        new("ListTagsForVault", "GET", Vault + "/tags", 200),
        new("ListVaults", "GET", "vaults", 200),
        new("PurchaseProvisionedCapacity", "POST", "provisioned-capacity", 201),
        new("RemoveTagsFromVault", "POST", Vault + "/tags?operation=remove", 204),
        new("SetDataRetrievalPolicy", "PUT", "policies/data-retrieval", 204),
        new("SetVaultAccessPolicy", "PUT", Vault + "/access-policy", 204),
        new("SetVaultNotifications", "PUT", Vault + "/notification-configuration", 204),
        new("UploadArchive", "POST", Vault + "/archives", 201),
        new("UploadMultipartPart", "PUT", Vault + "/multipart-uploads/x", 204),
    ];

    /// <summary>The status of each operation's answer to valid input.</summary>
    internal static IReadOnlyDictionary<GlacierOperation, int> Statuses { get; } =
        s_table.ToDictionary(entry => Enum.Parse<GlacierOperation>(entry.Operation), entry => entry.Status);

    /// <summary>Method and path of a request of every operation.</summary>
    public static TheoryData<string, string> Requests()
    {
        var all = new TheoryData<string, string>();
        foreach (Entry entry in s_table)
        {
            all.Add(entry.Method, "/-/" + entry.Path);
        }

        return all;
    }

    /// <summary>
    /// Method and the path after the vault's name, of every operation that needs the vault to be there.
    /// </summary>
    public static TheoryData<string, string> OnAVaultThatIsThere()
    {
        var all = new TheoryData<string, string>();
        foreach (Entry entry in s_table)
        {
            if (
                entry.Path.StartsWith(Vault, StringComparison.Ordinal)
                && entry.Operation is not ("CreateVault" or "DeleteVault")
            )
            {
                all.Add(entry.Method, entry.Path[Vault.Length..]);
            }
        }

        return all;
    }

    private sealed record Entry(string Operation, string Method, string Path, int Status);
}
