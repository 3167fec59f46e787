using System.Globalization;
using System.Management.Automation;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Lets a number stand for seconds where a time span is meant: by itself PowerShell makes 60 into sixty ten-millionths
/// of a second.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            int or long or double or decimal => TimeSpan.FromSeconds(
                Convert.ToDouble(value, CultureInfo.InvariantCulture)
            ),
            string text
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) =>
                TimeSpan.FromSeconds(seconds),
            _ => inputData,
        };
    }
}
