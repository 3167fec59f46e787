using System.Globalization;
using System.Management.Automation;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Lets <c>3d</c>, <c>12h</c> and <c>30m</c> stand for time spans, beside what PowerShell takes for them.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        // PowerShell takes 3d for a decimal number, and keeps beside it what was typed.
        string text = value as string ?? LanguagePrimitives.ConvertTo<string>(inputData);
        if (
            text.Length > 1
            && double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double number
            )
            && Math.Abs(number) < 100_000
        )
        {
            switch (char.ToLowerInvariant(text[^1]))
            {
                case 'd':
                    return TimeSpan.FromDays(number);
                case 'h':
                    return TimeSpan.FromHours(number);
                case 'm':
                    return TimeSpan.FromMinutes(number);
                default:
                    break;
            }
        }

        return value is int or long or double or decimal
            ? throw new ArgumentTransformationMetadataException(
                $"{text} of what? Give 3d, 12h or 30m, or a time span such as 3.00:00:00."
            )
            : inputData;
    }
}
