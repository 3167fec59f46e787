using System.Globalization;
using System.Text;
using System.Text.Json;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Prices;

/// <summary>
/// A table of prices as a file: a JSON object of regions, <c>*</c> for all that are not named, each an object of
/// <see cref="PriceItem"/>s. A price is a number of US dollars, or an object with USD, Source and Date. Comments and
/// commas behind the last entry are allowed. The groups of version 0.1 are read too.
/// </summary>
public static class PriceFile
{
    // 0 for a thing that has been charged for is no surprise; more than that for one unit is a misplaced point.
    private const decimal Largest = 1_000_000;

    private static readonly JsonDocumentOptions s_reading = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The names that version 0.1 had, beside the three tiers.</summary>
    private static readonly Dictionary<string, PriceItem> s_older = new(StringComparer.Ordinal)
    {
        ["StoragePerGBMonth"] = PriceItem.VaultStorage,
        ["TransferOutPerGB"] = PriceItem.TransferOut,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="GlacierInputException">PricesUnreadable: it is no such table, and why.</exception>
    public static IReadOnlyList<Price> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file, s_reading);
            DateTime written = File.GetLastWriteTimeUtc(path);
            var prices = new Dictionary<(string, PriceItem), Price>();
            foreach (JsonProperty region in ObjectOf(document.RootElement, "it").EnumerateObject())
            {
                foreach (JsonProperty entry in ObjectOf(region.Value, region.Name).EnumerateObject())
                {
                    foreach (Price price in Entry(region.Name, entry, $"the prices in '{path}'", written))
                    {
                        if (!prices.TryAdd((price.Region, price.Item), price))
                        {
                            throw new JsonException($"{region.Name} has two prices for {price.Item}.");
                        }
                    }
                }
            }

            return [.. prices.Values];
        }
        catch (JsonException error)
        {
            throw new GlacierInputException(
                "PricesUnreadable",
                $"'{path}' is not a table of prices: {error.Message}",
                error
            );
        }
    }

    /// <summary>Writes a file in the place of what is there; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written; what is there stays.</exception>
    public static void Write(string path, IReadOnlyList<Price> prices)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                file.Write(Encoding.UTF8.GetBytes(Text(prices)));
                DurableFile.Flush(file);
            }

            DurableFile.Rename(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Text(IReadOnlyList<Price> prices)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            foreach (IGrouping<string, Price> region in prices.GroupBy(price => price.Region))
            {
                writer.WriteStartObject(region.Key);
                foreach (Price price in region.OrderBy(price => price.Item))
                {
                    writer.WriteStartObject(price.Item.ToString());
                    writer.WriteNumber("USD", price.USD);
                    writer.WriteString("Source", price.Source);
                    writer.WriteString("Date", price.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static JsonElement ObjectOf(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Object
            ? element
            : throw new JsonException($"{what} is no object in braces.");

    private static IEnumerable<Price> Entry(string region, JsonProperty entry, string source, DateTime written)
    {
        if (entry.Name is "Standard" or "Bulk" or "Expedited")
        {
            foreach (JsonProperty part in ObjectOf(entry.Value, entry.Name).EnumerateObject())
            {
                PriceItem item = part.Name switch
                {
                    "PerGB" => Enum.Parse<PriceItem>(entry.Name + "Retrieval"),
                    "PerThousandJobs" => Enum.Parse<PriceItem>(entry.Name + "Jobs"),
                    _ => throw Unknown($"{entry.Name}.{part.Name}"),
                };
                yield return new Price(region, item, Dollars(part.Name, part.Value), source, written);
            }

            yield break;
        }

        if (
            !s_older.TryGetValue(entry.Name, out PriceItem named)
            && !(Enum.TryParse(entry.Name, out named) && char.IsAsciiLetter(entry.Name[0]))
        )
        {
            throw Unknown(entry.Name);
        }

        yield return entry.Value.ValueKind == JsonValueKind.Object
            ? Whole(region, named, entry.Value, source, written)
            : new Price(region, named, Dollars(entry.Name, entry.Value), source, written);
    }

    private static Price Whole(string region, PriceItem item, JsonElement entry, string source, DateTime written)
    {
        decimal? dollars = null;
        foreach (JsonProperty member in entry.EnumerateObject())
        {
            switch (member.Name)
            {
                case "USD":
                    dollars = Dollars(item.ToString(), member.Value);
                    break;
                case "Source" when member.Value.ValueKind == JsonValueKind.String:
                    source = member.Value.GetString()!;
                    break;
                case "Date"
                    when member.Value.ValueKind == JsonValueKind.String
                        && DateTime.TryParse(
                            member.Value.GetString(),
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                            out DateTime date
                        ):
                    written = date;
                    break;
                default:
                    throw Unknown($"{item}.{member.Name}");
            }
        }

        return dollars is { } known
            ? new Price(region, item, known, source, written)
            : throw new JsonException($"{item} of {region} has no USD.");
    }

    private static decimal Dollars(string what, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetDecimal(out decimal dollars)
        && dollars is >= 0 and <= Largest
            ? dollars
            : throw new JsonException($"{what} is no amount of US dollars from 0 to {Digits.Of(Largest, "0")}.");

    private static JsonException Unknown(string name) =>
        new(
            $"'{name}' is not the name of a price, or not as it should be. There are "
                + $"{string.Join(", ", Enum.GetNames<PriceItem>())}."
        );
}
