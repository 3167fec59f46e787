using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Inventory;

/// <summary>
/// An inventory that ends too early, or is not an inventory. The archives before that position were returned.
/// </summary>
/// <param name="errorId"><c>InventoryTruncated</c> or <c>InventoryDamaged</c>.</param>
/// <param name="what">What is wrong; the position follows it in the message.</param>
/// <param name="position">Offset from the start, in bytes, or in a table the line.</param>
/// <param name="unit">What that counts.</param>
/// <param name="innerException">The reader's own error.</param>
public sealed class InventoryFormatException(
    string errorId,
    string what,
    long position,
    string unit = "byte",
    Exception? innerException = null
)
    : GlacierException(
        errorId,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what}, at {unit} {position:N0}. The archives before that are good; download it again for the rest."
        ),
        innerException
    )
{
    /// <summary>The place of the error, in bytes from the start; in a table, the line, from 1.</summary>
    public long Position { get; } = position;

    /// <summary>A row of a table is wrong.</summary>
    internal static InventoryFormatException OfLine(long line, string what) =>
        new("InventoryDamaged", "The inventory is damaged, or is none: " + what, line, "line");

    /// <summary>The stream ended in the midst of something.</summary>
    internal static InventoryFormatException Truncated(long position) =>
        new("InventoryTruncated", "The inventory is cut off", position);

    /// <summary>Something stands where it should not.</summary>
    internal static InventoryFormatException Damaged(string what, long position, Exception? innerException = null) =>
        new(
            "InventoryDamaged",
            "The inventory is damaged, or is none: " + what,
            position,
            innerException: innerException
        );
}
