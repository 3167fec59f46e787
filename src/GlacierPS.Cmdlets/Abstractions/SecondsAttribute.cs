using System.Globalization;
using System.Management.Automation;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Lets a number stand for seconds where a time span is meant: by itself PowerShell makes 60 into sixty ten-millionths
/// of a second.
/// </summary>
/// <param name="least">The shortest time that is taken, in seconds.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute(double least = 0) : ArgumentTransformationAttribute
{
    /// <summary>The shortest time that is taken, in seconds.</summary>
    public double Least => least;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        TimeSpan? time = value switch
        {
            TimeSpan span => span,
            int or long or double or decimal => Of(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            string text
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => Of(
                seconds
            ),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => span,
            _ => null,
        };
        return time is not { } known ? inputData
            : known.TotalSeconds >= least ? known
            : throw new ArgumentTransformationMetadataException(
                string.Create(CultureInfo.InvariantCulture, $"'{value}' is too short: give at least {least:0.###} s.")
            );
    }

    private static TimeSpan Of(double seconds) =>
        Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentTransformationMetadataException(
                string.Create(CultureInfo.InvariantCulture, $"{seconds} s is too long for a time.")
            );
}
