using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Notifications;
using GlacierPS.Local.Time;

namespace GlacierPS.Local.Preconditions;

/// <summary>
/// The body of InitiateJob: JobParameters at top level (glacier-api.md §6.6; C123), checked as far as it can be without
/// the vault.
/// </summary>
internal sealed record JobParameters
{
    /// <summary>The tiers of archive retrievals (glacier-api.md §6.6).</summary>
    public static readonly string[] Tiers = ["Expedited", "Standard", "Bulk"];

    /// <summary>Whether an inventory is asked for, not an archive.</summary>
    public required bool IsInventory { get; init; }

    public string? ArchiveId { get; init; }

    public string? RetrievalByteRange { get; init; }

    public string? Tier { get; init; }

    /// <summary><c>JSON</c> or <c>CSV</c>.</summary>
    public string Format { get; init; } = "JSON";

    public string? Description { get; init; }

    public string? SNSTopic { get; init; }

    public ServiceTime? StartDate { get; init; }

    public ServiceTime? EndDate { get; init; }

    public long? Limit { get; init; }

    /// <summary>The place of the vault's history that a marker stands for; 0 from the start.</summary>
    public long From { get; init; }

    /// <exception cref="ServiceErrorException">Something is missing, wrong, or does not go together.</exception>
    public static JobParameters Read(JsonElement body)
    {
        bool isInventory = body.Text("Type") switch
        {
            "archive-retrieval" => false,
            "inventory-retrieval" => true,
            null => throw ServiceErrors.MissingParameter("Type"),

            // Select too: the service takes no new ones (§6.14, C195).
            { } other => throw ServiceErrors.Invalid($"Invalid job type: {other}"),
        };
        JobParameters parameters = isInventory ? ReadInventory(body) : ReadArchive(body);
        return parameters with
        {
            Description = DescriptionOf(body),
            SNSTopic = TopicOf(body),
            Tier = TierOf(body) ?? (isInventory ? null : "Standard"),
        };
    }

    private static JobParameters ReadArchive(JsonElement body) =>
        new()
        {
            IsInventory = false,
            ArchiveId = body.Text("ArchiveId") is { Length: > 0 } id
                ? id
                : throw ServiceErrors.MissingParameter("ArchiveId"),
            RetrievalByteRange = body.Text("RetrievalByteRange"),
        };

    private static JobParameters ReadInventory(JsonElement body)
    {
        foreach (string forArchives in new[] { "ArchiveId", "RetrievalByteRange" })
        {
            if (body.Text(forArchives) is not null)
            {
                throw ServiceErrors.Invalid($"{forArchives} must not be given for an inventory-retrieval job.");
            }
        }

        string format = body.Text("Format") ?? "JSON";
        if (format is not ("JSON" or "CSV"))
        {
            throw ServiceErrors.Invalid($"Invalid format: {format}");
        }

        var parameters = new JobParameters { IsInventory = true, Format = format };
        if (body.Object("InventoryRetrievalParameters") is not { } filters)
        {
            return parameters;
        }

        return parameters with
        {
            StartDate = DateOf(filters, "StartDate"),
            EndDate = DateOf(filters, "EndDate"),
            Limit = LimitOf(filters),
            From = MarkerOf(filters),
        };
    }

    private static string? DescriptionOf(JsonElement body)
    {
        string? description = body.Text("Description");
        return
            description is null
            || (
                description.Length <= GlacierLimits.DescriptionLength
                && Core.Protocol.Description.IsPrintableAscii(description)
            )
            ? description
            : throw ServiceErrors.Invalid($"Invalid job description: {description}");
    }

    /// <summary>That a topic exists is not verified (§6.6); that it is the ARN of one is.</summary>
    private static string? TopicOf(JsonElement body)
    {
        string? topic = body.Text("SNSTopic");
        return topic is not null && TopicArn.Violation(topic) is { } reason
            ? throw ServiceErrors.Invalid(reason)
            : topic;
    }

    private static string? TierOf(JsonElement body)
    {
        string? tier = body.Text("Tier");
        return tier is null || Tiers.Contains(tier) ? tier : throw ServiceErrors.Invalid($"Invalid tier: {tier}");
    }

    private static ServiceTime? DateOf(JsonElement filters, string name)
    {
        string? text = filters.Text(name);
        if (text is null)
        {
            return null;
        }

        return ServiceTime.TryParse(text, out ServiceTime time)
            ? time
            : throw ServiceErrors.Invalid($"Invalid {name}: {text}");
    }

    /// <summary>A string; a number is accepted as well, since boto 2 sends one (§1.4).</summary>
    private static long? LimitOf(JsonElement filters)
    {
        string? text =
            filters.TryGetProperty(nameof(Limit), out JsonElement member) && member.ValueKind == JsonValueKind.Number
                ? member.GetRawText()
                : filters.Text(nameof(Limit));
        if (text is null)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit >= 1
            ? limit
            : throw ServiceErrors.Invalid($"Invalid Limit: {text}");
    }

    private static long MarkerOf(JsonElement filters)
    {
        string? text = filters.Text("Marker");
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        return PageMarker.TryParse(text, out long from) ? from : throw ServiceErrors.Invalid($"Invalid Marker: {text}");
    }
}
