using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Purge;

/// <summary>
/// What a vault lock says of deletions (glacier-api.md §6.11). Only the service decides; this is as much of it as can
/// be told beforehand, so that a purge that would be denied after hours is not begun.
/// </summary>
public sealed class DeletionLock
{
    private const string Action = "glacier:DeleteArchive";
    private const string AgeKey = "glacier:ArchiveAgeInDays";

    private DeletionLock(bool forbidsAll, int minimumAgeInDays, IReadOnlyList<string> conditions) =>
        (ForbidsAll, MinimumAgeInDays, Conditions) = (forbidsAll, minimumAgeInDays, conditions);

    /// <summary>No lock, or none that concerns deletions.</summary>
    public static DeletionLock None { get; } = new(false, 0, []);

    /// <summary>Whether nothing may be deleted.</summary>
    public bool ForbidsAll { get; }

    /// <summary>How many days old an archive must be; 0 if there is no such rule.</summary>
    public int MinimumAgeInDays { get; }

    /// <summary>
    /// On what else deletions are denied, in words, where it cannot be told from here whether that is so: tags, or who
    /// asks.
    /// </summary>
    public IReadOnlyList<string> Conditions { get; }

    /// <summary>Whether some deletions are denied, and others perhaps not.</summary>
    public bool IsPartial => MinimumAgeInDays > 0 || Conditions.Count > 0;

    /// <summary>
    /// Whether it certainly forbids the deletion of an archive of that age now; age counts in whole days
    /// (glacier-api.md §6.11).
    /// </summary>
    public bool Forbids(DateTime created, DateTime now) => ForbidsAll || (now - created).Days < MinimumAgeInDays;

    /// <summary>Asks for a vault's lock.</summary>
    public static async Task<DeletionLock> OfAsync(
        IVaultSettings settings,
        string vaultName,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            return Read((await settings.GetVaultLockAsync(vaultName, cancellationToken)).Policy);
        }
        catch (ResourceNotFoundException)
        {
            return None;
        }
    }

    /// <summary>Reads a lock's policy. One that cannot be read says nothing: the service decides.</summary>
    public static DeletionLock Read(string policy)
    {
        bool all = false;
        var conditions = new List<string>();
        int days = 0;
        try
        {
            using JsonDocument document = JsonDocument.Parse(policy);
            foreach (JsonElement statement in Each(document.RootElement.GetProperty("Statement")).Where(Denies))
            {
                bool hasCondition = statement.TryGetProperty("Condition", out JsonElement condition);
                if (!IsForEverybody(statement))
                {
                    conditions.Add("for some principals" + (hasCondition ? ", if " + InWords(condition) : ""));
                }
                else if (!hasCondition)
                {
                    all = true;
                }
                else if (AgeOf(condition) is { } age)
                {
                    days = Math.Max(days, age);
                }
                else
                {
                    conditions.Add("if " + InWords(condition));
                }
            }
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
            )
        {
            conditions.Add("on conditions that could not be read");
        }

        return new DeletionLock(all, days, conditions);
    }

    private static bool IsForEverybody(JsonElement statement) =>
        !statement.TryGetProperty("NotPrincipal", out _)
        && (
            !statement.TryGetProperty("Principal", out JsonElement principal)
            || (
                principal.ValueKind == JsonValueKind.Object && principal.TryGetProperty("AWS", out JsonElement accounts)
                    ? Each(accounts)
                    : Each(principal)
            ).Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == "*")
        );

    /// <summary>Such as <c>glacier:ResourceTag/LegalHold StringLike 'true' or ''</c>.</summary>
    private static string InWords(JsonElement condition) =>
        string.Join(
            " and ",
            condition
                .EnumerateObject()
                .SelectMany(test =>
                    test.Value.EnumerateObject()
                        .Select(key =>
                            $"{key.Name} {test.Name} "
                            + $"{string.Join(" or ", Each(key.Value).Select(value => $"'{value}'"))}"
                        )
                )
        );

    private static bool Denies(JsonElement statement) =>
        statement.TryGetProperty("Effect", out JsonElement effect)
        && effect.GetString() == "Deny"
        && (
            statement.TryGetProperty("Action", out JsonElement actions)
                ? Each(actions).Any(Matches)
                : statement.TryGetProperty("NotAction", out JsonElement others) && !Each(others).Any(Matches)
        );

    private static bool Matches(JsonElement action)
    {
        string pattern = Regex
            .Escape(action.GetString() ?? "")
            .Replace(@"\*", ".*", StringComparison.Ordinal)
            .Replace(@"\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(Action, $"^{pattern}$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
    }

    /// <summary>The age below which deletion is denied; null if the condition is any other.</summary>
    private static int? AgeOf(JsonElement condition)
    {
        if (
            condition.EnumerateObject().ToArray() is not [var one]
            || one.Value.EnumerateObject().ToArray() is not [var key]
            || !key.Name.Equals(AgeKey, StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        int days = Each(key.Value)
            .Max(value => int.Parse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture));
        return one.Name switch
        {
            "NumericLessThan" => days,
            "NumericLessThanEquals" => days + 1,
            _ => null,
        };
    }

    private static JsonElement[] Each(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
}
