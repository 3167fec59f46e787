namespace GlacierPS.Core.Policies.Conditions;

/// <summary>
/// How an operator treats a key of many values. No key of this service has more than one, so that the quantifiers
/// differ for a key that the request lacks only.
/// </summary>
internal enum SetQuantifier
{
    /// <summary>None: the key has one value.</summary>
    Single,

    /// <summary><c>ForAnyValue:</c> does not hold for a key that is missing.</summary>
    AnyValue,

    /// <summary><c>ForAllValues:</c> holds for a key that is missing.</summary>
    AllValues,
}
