using System.Globalization;
using GlacierPS.Core.Policies.Conditions;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Policies;

/// <summary>
/// What a vault lock says of deletions (glacier-api.md §6.11). Only the service decides; this is as much of it as can
/// be told beforehand, so that a purge that would be denied after hours is not begun.
/// </summary>
public sealed class DeletionLock
{
    private const string Action = "DeleteArchive";

    private readonly IReadOnlyList<PolicyStatement> _byAge;

    private DeletionLock(
        IReadOnlyList<PolicyStatement> byAge,
        bool forbidsAll,
        long days,
        IReadOnlyList<string> conditions
    )
    {
        _byAge = byAge;
        ForbidsAll = forbidsAll;
        MinimumAgeInDays = days;
        Conditions = conditions;
    }

    /// <summary>No lock, or none that concerns deletions.</summary>
    public static DeletionLock None { get; } = new([], false, 0, []);

    /// <summary>Whether nothing may be deleted.</summary>
    public bool ForbidsAll { get; }

    /// <summary>How many days old an archive must be; 0 if there is no such rule.</summary>
    public long MinimumAgeInDays { get; }

    /// <summary>
    /// On what else deletions are denied, in words, where it cannot be told from here whether that is so: tags, or who
    /// asks.
    /// </summary>
    public IReadOnlyList<string> Conditions { get; }

    /// <summary>Whether some deletions are denied, and others perhaps not.</summary>
    public bool IsPartial => MinimumAgeInDays > 0 || Conditions.Count > 0;

    /// <summary>
    /// Whether it certainly forbids the deletion of an archive of that age now; age counts in whole days
    /// (glacier-api.md §6.11), and is 0 for one that this machine's clock has not reached yet.
    /// </summary>
    public bool Forbids(DateTime created, DateTime now) =>
        ForbidsAll || Denies(_byAge, Math.Max(0, PolicyQuestion.AgeInDays(created, now)));

    /// <summary>
    /// From when on the statements that speak of ages and of everyone deny an archive's deletion no more, in UTC; null
    /// if never. The <see cref="Conditions"/> may deny it still.
    /// </summary>
    /// <param name="created">When the archive was stored, in UTC.</param>
    public DateTime? DeletableFrom(DateTime created) =>
        ForbidsAll || MinimumAgeInDays > (DateTime.MaxValue - created).TotalDays - 1
            ? null
            : created.AddDays(MinimumAgeInDays);

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

    /// <summary>
    /// Reads a lock's policy. One that cannot be read is a condition like any other: the service decides.
    /// </summary>
    public static DeletionLock Read(string policy)
    {
        if (!PolicyDocument.TryParse(policy, out PolicyDocument? document, out string? reason))
        {
            return new DeletionLock([], false, 0, [$"on conditions that could not be read ({reason})"]);
        }

        bool all = false;
        var byAge = new List<PolicyStatement>();
        var conditions = new List<string>();
        foreach (PolicyStatement statement in document.Statements.Where(one => one.Denies && one.CoversAction(Action)))
        {
            if (!statement.Principals.IsEveryone)
            {
                conditions.Add(
                    "for some principals" + (statement.Conditions.Count > 0 ? ", if " + InWords(statement) : "")
                );
            }
            else if (statement.Conditions.Count == 0)
            {
                all = true;
            }
            else if (
                statement.Conditions.All(one => ConditionKeys.IsArchiveAge(one.Key)) && EndOf(statement) is not null
            )
            {
                byAge.Add(statement);
            }
            else
            {
                conditions.Add("if " + InWords(statement));
            }
        }

        return new DeletionLock(byAge, all, byAge.Select(one => EndOf(one)!.Value).DefaultIfEmpty(0).Max(), conditions);
    }

    /// <summary>
    /// The age in days from which a statement on ages denies nothing any more; null if it denies the old, and not the
    /// young alone. What it says can change at the numbers in it only.
    /// </summary>
    private static long? EndOf(PolicyStatement statement)
    {
        long[] ages =
        [
            .. statement
                .Conditions.SelectMany(one => one.Values)
                .Select(value => decimal.TryParse(value, CultureInfo.InvariantCulture, out decimal number) ? number : 0)
                .Where(number => number is >= 0 and < int.MaxValue)
                .SelectMany(number => new[] { (long)number - 1, (long)number, (long)number + 1 })
                .Append(0)
                .Where(age => age >= 0)
                .Distinct()
                .Order(),
        ];
        long[] denied = [.. ages.TakeWhile(age => Denies([statement], age))];
        return Array.Exists(ages[denied.Length..], age => Denies([statement], age)) || denied.Length == ages.Length
            ? null
            : ages[denied.Length];
    }

    private static bool Denies(IEnumerable<PolicyStatement> statements, long age)
    {
        var question = new PolicyQuestion
        {
            Action = Action,
            ResourceArn = "",
            PrincipalArn = "",
            PrincipalAccount = "",
            Now = default,
            ArchiveAgeInDays = age,
        };
        return statements.Any(one => one.Conditions.All(condition => condition.Holds(question)));
    }

    /// <summary>Such as <c>glacier:ResourceTag/LegalHold StringLike 'true' or ''</c>.</summary>
    private static string InWords(PolicyStatement statement) =>
        string.Join(" and ", statement.Conditions.Select(one => one.ToString()));
}
