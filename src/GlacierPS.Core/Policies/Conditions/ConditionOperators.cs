using System.Globalization;
using System.Net;

namespace GlacierPS.Core.Policies.Conditions;

/// <summary>
/// The operators that compare a value (glacier-api.md §6.11). Each makes of a value in the policy a test for the
/// request's, or null if it is not such a value. What in a request is no number, date or address fits none.
/// </summary>
internal static class ConditionOperators
{
    private static readonly Dictionary<string, (Func<string, Func<string, bool>?> Test, bool Negated)> Known = new()
    {
        ["StringEquals"] = (Text(StringComparison.Ordinal), false),
        ["StringNotEquals"] = (Text(StringComparison.Ordinal), true),
        ["StringEqualsIgnoreCase"] = (Text(StringComparison.OrdinalIgnoreCase), false),
        ["StringNotEqualsIgnoreCase"] = (Text(StringComparison.OrdinalIgnoreCase), true),
        ["StringLike"] = (Like, false),
        ["StringNotLike"] = (Like, true),
        ["NumericEquals"] = (Number(order => order == 0), false),
        ["NumericNotEquals"] = (Number(order => order == 0), true),
        ["NumericLessThan"] = (Number(order => order < 0), false),
        ["NumericLessThanEquals"] = (Number(order => order <= 0), false),
        ["NumericGreaterThan"] = (Number(order => order > 0), false),
        ["NumericGreaterThanEquals"] = (Number(order => order >= 0), false),
        ["DateEquals"] = (Date(order => order == 0), false),
        ["DateNotEquals"] = (Date(order => order == 0), true),
        ["DateLessThan"] = (Date(order => order < 0), false),
        ["DateLessThanEquals"] = (Date(order => order <= 0), false),
        ["DateGreaterThan"] = (Date(order => order > 0), false),
        ["DateGreaterThanEquals"] = (Date(order => order >= 0), false),
        ["Bool"] = (Truth, false),
        ["ArnEquals"] = (Arn, false),
        ["ArnLike"] = (Arn, false),
        ["ArnNotEquals"] = (Arn, true),
        ["ArnNotLike"] = (Arn, true),
        ["IpAddress"] = (Address, false),
        ["NotIpAddress"] = (Address, true),
    };

    /// <summary>Finds an operator by its name, without quantifier and IfExists.</summary>
    public static bool TryFind(string name, out Func<string, Func<string, bool>?> test, out bool negated)
    {
        bool found = Known.TryGetValue(name, out var known);
        (test, negated) = known;
        return found;
    }

    private static Func<string, Func<string, bool>?> Text(StringComparison comparison) =>
        wanted => value => value.Equals(wanted, comparison);

    private static Func<string, bool>? Like(string wanted)
    {
        var pattern = new WildcardPattern(wanted);
        return value => pattern.Matches(value);
    }

    private static Func<string, Func<string, bool>?> Number(Predicate<int> fits) =>
        wanted =>
            ReadNumber(wanted) is { } number
                ? value => ReadNumber(value) is { } actual && fits(actual.CompareTo(number))
                : null;

    private static Func<string, Func<string, bool>?> Date(Predicate<int> fits) =>
        wanted =>
            ConditionDate.Read(wanted) is { } date
                ? value => ConditionDate.Read(value) is { } actual && fits(actual.CompareTo(date))
                : null;

    private static Func<string, bool>? Truth(string wanted) =>
        bool.TryParse(wanted, out bool truth)
            ? value => bool.TryParse(value, out bool actual) && actual == truth
            : null;

    /// <summary>ArnEquals and ArnLike are the same to IAM.</summary>
    private static Func<string, bool>? Arn(string wanted) =>
        ArnPattern.TryParse(wanted) is { } pattern ? pattern.Matches : null;

    private static Func<string, bool>? Address(string wanted) =>
        AddressRange.TryParse(wanted) is { } range
            ? value => IPAddress.TryParse(value, out IPAddress? actual) && range.Contains(actual)
            : null;

    private static decimal? ReadNumber(string text)
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out decimal number) ? number : null;
    }
}
