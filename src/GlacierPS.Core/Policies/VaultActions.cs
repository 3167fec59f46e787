namespace GlacierPS.Core.Policies;

/// <summary>
/// The actions that vault policies can name, and the service's own condition keys that each of them has
/// (glacier-api.md §6.10 and the guide's table of permissions).
/// </summary>
public static class VaultActions
{
    [Flags]
    private enum Keys
    {
        None = 0,
        ResourceTag = 1,
        ArchiveAge = 2,
    }

    /// <summary>"Actions that only work in identity policies".</summary>
    private static readonly HashSet<string> IdentityOnly =
    [
        "CreateVault",
        "GetDataRetrievalPolicy",
        "SetDataRetrievalPolicy",
    ];

    private static readonly Dictionary<string, Keys> Actions = new()
    {
        ["AbortMultipartUpload"] = Keys.None,
        ["AbortVaultLock"] = Keys.None,
        ["AddTagsToVault"] = Keys.ResourceTag,
        ["CompleteMultipartUpload"] = Keys.ResourceTag,
        ["CompleteVaultLock"] = Keys.ResourceTag,
        ["DeleteArchive"] = Keys.ResourceTag | Keys.ArchiveAge,
        ["DeleteVault"] = Keys.ResourceTag,
        ["DeleteVaultAccessPolicy"] = Keys.ResourceTag,
        ["DeleteVaultNotifications"] = Keys.ResourceTag,
        ["DescribeJob"] = Keys.None,
        ["DescribeVault"] = Keys.None,
        ["GetJobOutput"] = Keys.None,
        ["GetVaultAccessPolicy"] = Keys.None,
        ["GetVaultLock"] = Keys.None,
        ["GetVaultNotifications"] = Keys.None,
        ["InitiateJob"] = Keys.ResourceTag | Keys.ArchiveAge,
        ["InitiateMultipartUpload"] = Keys.ResourceTag,
        ["InitiateVaultLock"] = Keys.ResourceTag,
        ["ListJobs"] = Keys.None,
        ["ListMultipartUploads"] = Keys.None,
        ["ListParts"] = Keys.None,
        ["ListProvisionedCapacity"] = Keys.None,
        ["ListTagsForVault"] = Keys.None,
        ["ListVaults"] = Keys.None,
        ["PurchaseProvisionedCapacity"] = Keys.None,
        ["RemoveTagsFromVault"] = Keys.ResourceTag,
        ["SetVaultAccessPolicy"] = Keys.ResourceTag,
        ["SetVaultNotifications"] = Keys.ResourceTag,
        ["UploadArchive"] = Keys.ResourceTag,
        ["UploadMultipartPart"] = Keys.ResourceTag,
    };

    /// <summary>The names of the actions that vault policies govern, without <c>glacier:</c>.</summary>
    public static IReadOnlyCollection<string> Names => Actions.Keys;

    /// <summary>The names of the actions that exist but work in identity policies only.</summary>
    public static IReadOnlyCollection<string> IdentityOnlyNames => IdentityOnly;

    public static bool InVaultPolicies(string action) => Actions.ContainsKey(action);

    /// <summary>Whether requests of this action have <c>glacier:ArchiveAgeInDays</c>.</summary>
    public static bool HasArchiveAge(string action) => (Actions.GetValueOrDefault(action) & Keys.ArchiveAge) != 0;

    /// <summary>Whether requests of this action have <c>glacier:ResourceTag/key</c>.</summary>
    public static bool HasResourceTags(string action) => (Actions.GetValueOrDefault(action) & Keys.ResourceTag) != 0;
}
