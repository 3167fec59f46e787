using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Transfers;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>What was begun and did not come to its end. Asks the journals, and no service.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierTransfer")]
[OutputType(typeof(GlacierTransfer))]
public sealed class GetGlacierTransferCommand : GlacierCmdlet
{
    /// <summary>Only transfers of such files.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Only transfers from and to such vaults.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? VaultName { get; set; }

    /// <summary>Only transfers that go this way.</summary>
    [Parameter]
    public TransferDirection? Direction { get; set; }

    /// <summary>Journals, or folders of journals, in place of this user's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] JournalPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (JournalPath.Length == 0)
        {
            WriteObject(TransferJournals.Of(UserFolders.Transfers).Where(IsWanted), enumerateCollection: true);
            return;
        }

        foreach (string path in JournalPath)
        {
            Attempt(
                () =>
                    WriteObject(
                        TransferJournals.At(this.LiteralFilePath(path)).Where(IsWanted),
                        enumerateCollection: true
                    ),
                path
            );
        }
    }

    private bool IsWanted(GlacierTransfer transfer) =>
        (Direction is null || Direction == transfer.Direction)
        && (VaultName is null || Matches(VaultName, transfer.VaultName))
        && (
            Path is null
            || (
                transfer.FullName is { } path
                && (
                    Matches(Path, path)
                    || Matches(Path, System.IO.Path.GetFileName(path))
                    || path == this.LiteralFilePath(Path)
                )
            )
        );

    private static bool Matches(string pattern, string text) =>
        WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text);
}
