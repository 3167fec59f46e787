using System.Runtime.CompilerServices;
using System.Text.Json;
using GlacierPS.Core.Policies;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// Neither the vault's access policy nor its lock, in progress or completed, denies the request: "Deny in any
/// applicable policy wins -> 403 AccessDeniedException" (glacier-api.md §6.10, §6.11). A vault that has neither pays
/// nothing.
/// </summary>
internal static class VaultPermission
{
    public static async ValueTask RequireAsync(RequestContext context, Vault vault, CancellationToken cancellationToken)
    {
        if (!vault.MayHavePolicies && context.Caller == context.Key)
        {
            return;
        }

        ResourceKey? archive = await ArchiveMeantAsync(context, cancellationToken);
        long? age = AgeOf(vault, archive, context.Now.ToDateTimeOffset());
        bool permitted = vault.Read(state =>
            VaultPolicies.Permit(
                [state.AccessPolicy?.Document, state.LockAt(context.Now)?.Policy.Document],
                QuestionOf(context, vault, state, age),
                context.Key.AccountId
            )
        );
        if (!permitted)
        {
            throw ServiceErrors.DeniedByPolicy(context.Route.Operation.ToString(), vault.Arn);
        }
    }

    private static PolicyQuestion QuestionOf(RequestContext context, Vault vault, VaultState state, long? age)
    {
        return new PolicyQuestion
        {
            Action = context.Route.Operation.ToString(),
            ResourceArn = vault.Arn,

            // A credential of this service stands for its account's root.
            PrincipalArn = $"arn:aws:iam::{context.Caller.AccountId}:root",
            PrincipalAccount = context.Caller.AccountId,
            Now = context.Now.ToDateTimeOffset(),
            ArchiveAgeInDays = age,
            VaultTags = state.Tags,

            // The service that this one stands for is always asked over TLS.
            SecureTransport = true,
            UserAgent = context.Header(HeaderNames.UserAgent),
        };
    }

    private static long? AgeOf(Vault vault, ResourceKey? archive, DateTimeOffset now) =>
        archive is { } key && vault.Archives.Find(key) is { IsDeleted: false } found
            ? PolicyQuestion.AgeInDays(found.Created.ToDateTimeOffset(), now)
            : null;

    /// <summary>
    /// The archive that the request is about, as far as can be told; what is wrong with it, the operation will say.
    /// </summary>
    private static async ValueTask<ResourceKey?> ArchiveMeantAsync(
        RequestContext context,
        CancellationToken cancellationToken
    )
    {
        string? id = context.Route.Operation switch
        {
            GlacierOperation.DeleteArchive => context.Route.Id,
            GlacierOperation.InitiateJob => await ArchiveToRetrieveAsync(context, cancellationToken),
            _ => null,
        };
        return id is not null && IdCodec.Archive.TryParse(id, out ResourceKey key) ? key : null;
    }

    private static async ValueTask<string?> ArchiveToRetrieveAsync(
        RequestContext context,
        CancellationToken cancellationToken
    )
    {
        using JsonDocument body = await JsonRequest.ReadAsync(context.Request, cancellationToken);
        return body.RootElement.Text("ArchiveId");
    }
}
