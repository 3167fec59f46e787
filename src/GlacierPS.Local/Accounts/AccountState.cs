using GlacierPS.Local.Capacity;
using GlacierPS.Local.Retrieval;

namespace GlacierPS.Local.Accounts;

/// <summary>What an account has in a region besides its vaults. Used under the account's lock.</summary>
internal sealed class AccountState
{
    public RetrievalPolicy RetrievalPolicy { get; set; } = RetrievalPolicy.Unlimited;

    /// <summary>Units of provisioned capacity, the ended ones too, in order of purchase.</summary>
    public List<ProvisionedCapacityUnit> Capacity { get; } = [];

    /// <summary>How many vaults there are.</summary>
    public long Vaults { get; set; }

    /// <summary>How many messages were sent.</summary>
    public long Messages { get; set; }
}
