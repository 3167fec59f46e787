using System.Runtime.CompilerServices;
using System.Text.Json;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Policies;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Neither the vault's access policy nor its lock, in progress or completed, denies the request: "Deny in any
/// applicable policy wins -> 403 AccessDeniedException" (glacier-api.md §6.10, §6.11). A vault that has neither pays
/// nothing.
/// </summary>
internal static class VaultPermission
{
    public static async ValueTask RequireAsync(Call call, Vault vault, CancellationToken cancellationToken)
    {
        if (!vault.MayHavePolicies && call.Caller == call.Key)
        {
            return;
        }

        ShortKey? archive = await ArchiveMeantAsync(call, cancellationToken);
        bool permitted = vault.Read(state =>
            VaultPolicies.Permit(
                [state.AccessPolicy?.Document, state.LockAt(call.Now)?.Policy.Document],
                QuestionOf(call, vault, state, archive),
                call.Key.AccountId
            )
        );
        if (!permitted)
        {
            throw ErrorAnswers.DeniedByPolicy(call.Route.Operation.ToString(), vault.Arn);
        }
    }

    private static PolicyQuestion QuestionOf(Call call, Vault vault, VaultState state, ShortKey? archive)
    {
        DateTimeOffset now = call.Now.ToDateTimeOffset();
        return new PolicyQuestion
        {
            Action = call.Route.Operation.ToString(),
            ResourceArn = vault.Arn,

            // A credential of this service stands for its account's root.
            PrincipalArn = $"arn:aws:iam::{call.Caller.AccountId}:root",
            PrincipalAccount = call.Caller.AccountId,
            Now = now,
            ArchiveAgeInDays = AgeOf(state, archive, now),
            VaultTags = state.Tags,

            // The service that this one stands for is always asked over TLS.
            SecureTransport = true,
            UserAgent = call.Header(HeaderNames.UserAgent),
        };
    }

    private static long? AgeOf(VaultState state, ShortKey? archive, DateTimeOffset now)
    {
        if (archive is not { } key)
        {
            return null;
        }

        ref ArchiveRecord found = ref state.Archives.FindLive(key);
        return Unsafe.IsNullRef(ref found) ? null : PolicyQuestion.AgeInDays(found.Created.ToDateTimeOffset(), now);
    }

    /// <summary>
    /// The archive that the request is about, as far as can be told; what is wrong with it, the operation will say.
    /// </summary>
    private static async ValueTask<ShortKey?> ArchiveMeantAsync(Call call, CancellationToken cancellationToken)
    {
        string? id = call.Route.Operation switch
        {
            GlacierOperation.DeleteArchive => call.Route.Id,
            GlacierOperation.InitiateJob => await ArchiveToRetrieveAsync(call, cancellationToken),
            _ => null,
        };
        return id is not null && IdShape.Archive.TryParse(id, out ShortKey key) ? key : null;
    }

    private static async ValueTask<string?> ArchiveToRetrieveAsync(Call call, CancellationToken cancellationToken)
    {
        using JsonDocument body = await JsonRequest.ReadAsync(call.Request, cancellationToken);
        return body.RootElement.Text("ArchiveId");
    }
}
