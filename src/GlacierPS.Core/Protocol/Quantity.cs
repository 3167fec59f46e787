namespace GlacierPS.Core.Protocol;

/// <summary>Numbers of things in sentences, in words that agree with the number.</summary>
public static class Quantity
{
    /// <summary><c>1 archive</c>, <c>1,200 archives</c>.</summary>
    public static string Of(long number, string one) => Of(number, one, one + "s");

    /// <summary>With a verb, or a plural of its own: <c>1 archive is</c>, <c>1,200 archives are</c>.</summary>
    public static string Of(long number, string one, string several) =>
        $"{Digits.Of(number)} {(number == 1 ? one : several)}";
}
