using System.Management.Automation;
using System.Management.Automation.Provider;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;
using GlacierPS.Core.Threading;

namespace GlacierPS.Cmdlets.Drive;

/// <summary>What can be changed on the drive: vaults come and go, archives go. All else is refused.</summary>
public sealed partial class GlacierProvider
{
    /// <summary>CreateVault. A vault that is already there is no error, and stays as it is.</summary>
    protected override void NewItem(string path, string itemTypeName, object newItemValue) =>
        Guarded(
            path,
            () =>
            {
                DrivePath at = DrivePath.Parse(path);
                GlacierDrive drive = DriveLookup.Find(at.Root, PSDriveInfo, SessionState);
                if (!at.IsVault || newItemValue is not null || !IsVaultType(itemTypeName))
                {
                    throw Refusal(
                        "New-Item",
                        "makes vaults alone",
                        "A folder is there as soon as an archive's name has it: Copy-GlacierItem and "
                            + "Send-GlacierArchive store archives."
                    );
                }

                VaultName.Check(at.Vault);
                if (!ShouldProcess(at.Vault, "Create vault"))
                {
                    return;
                }

                IGlacier glacier = drive.Connection.Client;
                VaultDescription made = Wait(async token =>
                {
                    await glacier.CreateVaultAsync(at.Vault, token);
                    return await glacier.DescribeVaultAsync(at.Vault, token);
                });
                drive.Connection.NoteVaultsChanged();
                WriteItemObject(new VaultOnDrive(made), $"{at.Root}/{at.Vault}", true);
            }
        );

    /// <summary>DeleteArchive, or DeleteVault of one that is empty; asks, as the cmdlets for it do.</summary>
    protected override void RemoveItem(string path, bool recurse) =>
        Guarded(
            path,
            () =>
            {
                (GlacierDrive drive, DrivePath at, CatalogFolders? folders) = At(path);
                if (at.IsRoot || folders is null)
                {
                    throw Refusal("Remove-Item", "removes archives, and vaults that are empty", "Name one of them.");
                }

                string vault = folders.Catalog.VaultName;
                if (at.IsVault)
                {
                    RemoveVault(drive, vault, recurse);
                }
                else
                {
                    RemoveArchive(drive, vault, at, folders);
                }
            }
        );

    /// <inheritdoc/>
    protected override void RenameItem(string path, string newName) =>
        Refuse(path, "Rename-Item", "Glacier cannot give an archive another name: restore it, and send it anew.");

    /// <inheritdoc/>
    protected override void MoveItem(string path, string destination) =>
        Refuse(path, "Move-Item", "Glacier cannot move an archive: restore it, and send it anew.");

    /// <inheritdoc/>
    protected override void CopyItem(string path, string copyPath, bool recurse) =>
        Refuse(
            path,
            "Copy-Item",
            "Copy-GlacierItem copies between the drive and the file system; Glacier copies nothing within itself."
        );

    /// <inheritdoc/>
    protected override void SetItem(string path, object value) =>
        Refuse(path, "Set-Item", "An archive never changes: send another one.");

    /// <inheritdoc/>
    protected override void ClearItem(string path) =>
        Refuse(path, "Clear-Item", "An archive never changes. Clear-GlacierVault empties a vault.");

    /// <inheritdoc/>
    protected override void InvokeDefaultAction(string path) =>
        Refuse(path, "Invoke-Item", "Restore-GlacierArchive fetches the archive first.");

    private void RemoveVault(GlacierDrive drive, string vault, bool recurse)
    {
        if (recurse)
        {
            throw Refusal(
                "Remove-Item",
                "empties no vault",
                "Clear-GlacierVault does, with a plan and a count; without -Recurse, Remove-Item removes an empty one."
            );
        }

        GlacierConnection connection = drive.Connection;
        if (Wait(token => LastVault.IsAsync(connection.Client, vault, token)))
        {
            WriteWarning(LastVault.Warning(vault));
        }

        if (Confirms(vault, "Delete vault"))
        {
            var warnings = new List<string>();
            Wait(async token =>
            {
                await connection.DeleteVaultAsync(vault, warnings.Add, token);
                return true;
            });
            Warn(warnings);
        }
    }

    private void RemoveArchive(GlacierDrive drive, string vault, DrivePath at, CatalogFolders folders)
    {
        IReadOnlyList<CatalogEntry> found = folders.FindArchives(at.Rest, _stop.Token);
        string[] ids = [.. found.Select(entry => entry.Archive!.ArchiveId).Distinct(StringComparer.Ordinal)];
        if (ids.Length != 1)
        {
            throw ids.Length == 0
                ? Refusal(
                    "Remove-Item",
                    "removes no folder",
                    "Pipe what is in it to Remove-GlacierArchive: Get-ChildItem FOLDER -Recurse -File."
                )
                : Refusal(
                    "Remove-Item",
                    $"removes one archive, and {Quantity.Of(ids.Length, "archive has", "archives have")} this name",
                    "Pipe the one that is meant to Remove-GlacierArchive: Get-Item gives each."
                );
        }

        GlacierConnection connection = drive.Connection;
        var words = new ArchiveWords(connection);
        int others = found[0].Archive!.Names.Count - 1;
        string target =
            words.Of(vault, ids[0]) + (others > 0 ? $", which has {Quantity.Of(others, "other name")}" : "");
        if (!Confirms(target, "Delete archive"))
        {
            return;
        }

        var warnings = new List<string>();
        Wait(async token =>
        {
            await RetryPolicy.WhileThrottledAsync(
                async () =>
                {
                    await connection.Client.DeleteArchiveAsync(vault, ids[0], token);
                    return true;
                },
                _ => { },
                token
            );
            await connection.NoteDeletedAsync(vault, ids, warnings.Add, token);
            return true;
        });
        Warn(warnings);
    }

    /// <summary>
    /// Provider's thread: asks, unless -Force, -Confirm:$false or $ConfirmPreference answer it. Remove-Item itself asks
    /// for little, and what is deleted here does not come back.
    /// </summary>
    private bool Confirms(string target, string action)
    {
        if (!ShouldProcess(TerminalText.Of(target), action))
        {
            return false;
        }

        InvokedBy invoked = InvokedBy.Of(this);
        bool asked =
            invoked.SaysConfirm
            || !LanguagePrimitives.TryConvertTo(
                SessionState.PSVariable.GetValue("ConfirmPreference"),
                out ConfirmImpact preference
            )
            || preference != ConfirmImpact.High;
        return Force || asked || invoked.Continues(this, $"{action}: {target}", "Remove-Item");
    }

    private void Warn(List<string> warnings) => warnings.ForEach(text => WriteWarning(TerminalText.Of(text)));

    private static bool IsVaultType(string? itemTypeName) =>
        string.IsNullOrEmpty(itemTypeName)
        || itemTypeName.Equals("Vault", StringComparison.OrdinalIgnoreCase)
        || itemTypeName.Equals("Directory", StringComparison.OrdinalIgnoreCase)
        || itemTypeName.Equals("Container", StringComparison.OrdinalIgnoreCase);

    private static GlacierInputException Refusal(string what, string does, string instead) =>
        new("NotOnDrive", $"On the drive {what} {does}. {instead}");

    private void Refuse(string path, string what, string instead) =>
        Guarded(path, () => throw Refusal(what, "does nothing", instead));
}
