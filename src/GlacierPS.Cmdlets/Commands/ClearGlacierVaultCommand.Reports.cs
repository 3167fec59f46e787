using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Formatting;
using GlacierPS.Core.Catalog;
using GlacierPS.Core.Copy;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Purge;

namespace GlacierPS.Cmdlets.Commands;

/// <content>What is told of archives that are kept, or could not be deleted.</content>
public sealed partial class ClearGlacierVaultCommand
{
    /// <summary>An archive whose copy is not proven: -WhatIf tells each, a call that deletes their number.</summary>
    private void Keep(CopyTest test, IPipeline pipeline)
    {
        _kept[test.Status] = _kept.GetValueOrDefault(test.Status) + 1;
        if (IsWhatIf)
        {
            pipeline.Write(test);
        }
    }

    private void RefuseKept(PurgePlan plan)
    {
        if (RemoveVault && plan.KeptArchives > 0 && !IsWhatIf)
        {
            throw new GlacierInputException(
                "NotAllProven",
                $"The vault '{VaultName}' cannot be removed: {Quantity.Of(plan.KeptArchives, "archive")} without a "
                    + $"proven copy in '{CopiedTo}'. Nothing was deleted. -WhatIf lists them; without -RemoveVault "
                    + "the others are deleted."
            );
        }
    }

    private void Warn(PurgePlan plan)
    {
        if (plan.IsLastVault)
        {
            WriteWarning(LastVault.Warning(VaultName));
        }

        if (plan.KeptArchives > 0)
        {
            WriteWarning(PurgePlanText.Kept(plan, _kept));
        }

        if (plan.LockedArchives > 0)
        {
            WriteWarning(
                $"The lock of vault '{VaultName}' keeps {Quantity.Of(plan.LockedArchives, "archive")} not old enough, "
                    + $"the last until {ShownTime.ToMinute(plan.LockedUntil)}; left out."
            );
        }

        foreach (string condition in plan.LockConditions)
        {
            WriteWarning(
                $"The lock of vault '{VaultName}' denies deletions {condition}. Which archives that concerns only "
                    + "the service can tell: those that it denies are counted."
            );
        }
    }

    private void Report(CatalogArchive archive, Exception error, IPipeline pipeline)
    {
        if (error is AccessDeniedException)
        {
            _denial = (archive.ArchiveId, error);
        }
        else if (Interlocked.Increment(ref _errors) <= MostErrors)
        {
            pipeline.Fail(error, archive.ArchiveId);
        }
    }

    /// <summary>What failed alike is one error with a count.</summary>
    private void Summarize(PurgeResult result, IPipeline pipeline)
    {
        if (_denial is var (archiveId, error))
        {
            pipeline.Fail(
                new GlacierTransferException(
                    "DeletionsDenied",
                    $"The service denied the deletion of {Quantity.Of(result.Denied, "archive")} of vault "
                        + $"'{VaultName}', as its lock or a policy says; the first is {archiveId}: {error.Message}",
                    error
                ),
                VaultName
            );
        }

        if (_errors > MostErrors)
        {
            pipeline.Fail(
                new GlacierTransferException(
                    "DeletionsFailed",
                    $"{Quantity.Of(_errors, "archive")} of vault '{VaultName}' could not be deleted; the first "
                        + $"{MostErrors} of them were told. Run the same again to try the others."
                ),
                VaultName
            );
        }
    }
}
