using System.Globalization;
using System.Text.Json;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Prices;

/// <summary>
/// One service's file of AWS's price list (an offer file), as it is published for anyone to read. It is read twice in
/// constant memory: which products there are, then what those cost that are of use here.
/// </summary>
public sealed class OfferFile
{
    private readonly string _region;
    private readonly Dictionary<string, PriceItem> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<PriceItem, decimal> _prices = [];
    private string _service = "";
    private DateTime? _published;
    private bool _hasTerms;

    private OfferFile(string region) => _region = region;

    /// <summary>The services whose files are needed for all prices.</summary>
    public static IEnumerable<string> Services => OfferItems.Services.Keys;

    /// <summary>Reads the prices of a region.</summary>
    /// <param name="path">The file.</param>
    /// <param name="region">The region.</param>
    /// <exception cref="GlacierInputException">
    /// OfferUnreadable: it is cut off, of another service or region, has no prices in US dollars, lacks a price, or has
    /// two for one thing.
    /// </exception>
    public static IReadOnlyList<Price> Read(string path, string region)
    {
        ArgumentNullException.ThrowIfNull(region);
        try
        {
            var offer = new OfferFile(region);
            ReadFile(path, offer.ReadProducts);
            offer.CheckProducts();
            ReadFile(path, offer.ReadTerms);
            return offer.Result();
        }
        catch (JsonException error)
        {
            throw new GlacierInputException(
                "OfferUnreadable",
                $"'{path}' cannot be used for the prices of {region}: {error.Message} Nothing was changed. Download it "
                    + "again, or see Get-Help Update-GlacierPrice for which files are needed.",
                error
            );
        }
    }

    private static void ReadFile(string path, Action<JsonTokens, string> section)
    {
        using FileStream file = new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1,
            FileOptions.SequentialScan
        );
        var tokens = new JsonTokens(file);
        tokens.ReadObject("it");
        while (tokens.ReadProperty())
        {
            section(tokens, tokens.Text);
        }
    }

    private void ReadProducts(JsonTokens tokens, string name)
    {
        switch (name)
        {
            case "formatVersion"
                when tokens.ReadText() is var version && !version.StartsWith("v1.", StringComparison.Ordinal):
                throw new JsonException($"it has the format '{version}', and only v1 is known.");
            case "formatVersion":
                break;
            case "offerCode":
                _service = tokens.ReadText();
                if (!OfferItems.Services.ContainsKey(_service))
                {
                    throw new JsonException(
                        $"it is the price list of '{_service}', not of {string.Join(", ", Services)}."
                    );
                }

                break;
            case "publicationDate":
                _published = DateTime.TryParse(
                    tokens.ReadText(),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out DateTime published
                )
                    ? published
                    : throw new JsonException("its publicationDate is no date.");
                break;
            case "products":
                tokens.ReadObject(name);
                while (tokens.ReadProperty())
                {
                    ReadProduct(tokens, tokens.Text);
                }

                break;
            default:
                tokens.Skip();
                break;
        }
    }

    private void ReadProduct(JsonTokens tokens, string sku)
    {
        tokens.ReadObject(sku);
        while (tokens.ReadProperty())
        {
            if (tokens.Text != "attributes")
            {
                tokens.Skip();
                continue;
            }

            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            tokens.ReadObject("attributes");
            while (tokens.ReadProperty())
            {
                string name = tokens.Text;
                attributes[name] = tokens.ReadText();
            }

            if (OfferItems.IsOf(_region, attributes) && OfferItems.Of(_service, attributes) is { } item)
            {
                _products[sku] = item;
            }
        }
    }

    private void CheckProducts()
    {
        if (_service.Length == 0)
        {
            throw new JsonException("it does not say before its products of which service it is (offerCode).");
        }

        if (_products.Count == 0)
        {
            throw new JsonException($"it has no product of {_region} that is of use here.");
        }
    }

    private void ReadTerms(JsonTokens tokens, string name)
    {
        if (name != "terms")
        {
            tokens.Skip();
            return;
        }

        tokens.ReadObject(name);
        while (tokens.ReadProperty())
        {
            if (tokens.Text != "OnDemand")
            {
                tokens.Skip();
                continue;
            }

            _hasTerms = true;
            tokens.ReadObject("OnDemand");
            while (tokens.ReadProperty())
            {
                if (_products.TryGetValue(tokens.Text, out PriceItem item))
                {
                    ReadOffers(tokens, tokens.Text, item);
                }
                else
                {
                    tokens.Skip();
                }
            }
        }
    }

    private void ReadOffers(JsonTokens tokens, string sku, PriceItem item)
    {
        tokens.ReadObject(sku);
        while (tokens.ReadProperty())
        {
            tokens.ReadObject(sku);
            while (tokens.ReadProperty())
            {
                if (tokens.Text != "priceDimensions")
                {
                    tokens.Skip();
                    continue;
                }

                var tiers = new List<(decimal From, decimal USD)>();
                tokens.ReadObject("priceDimensions");
                while (tokens.ReadProperty())
                {
                    tiers.Add(ReadTier(tokens, sku, item));
                }

                Add(item, tiers);
            }
        }
    }

    private static (decimal From, decimal USD) ReadTier(JsonTokens tokens, string sku, PriceItem item)
    {
        decimal from = 0;
        decimal? dollars = null;
        string unit = "",
            currency = "no currency";
        tokens.ReadObject(sku);
        while (tokens.ReadProperty())
        {
            switch (tokens.Text)
            {
                case "beginRange":
                    from = Number(tokens.ReadText(), item);
                    break;
                case "unit":
                    unit = tokens.ReadText();
                    break;
                case "pricePerUnit":
                    tokens.ReadObject("pricePerUnit");
                    while (tokens.ReadProperty())
                    {
                        currency = tokens.Text;
                        string amount = tokens.ReadText();
                        dollars = currency == "USD" ? Number(amount, item) : dollars;
                    }

                    break;
                default:
                    tokens.Skip();
                    break;
            }
        }

        return dollars is { } known
            ? (from, known * Units(unit, item))
            : throw new JsonException($"its price for {item} is in {currency}, not in US dollars.");
    }

    /// <summary>How many of AWS's units are one of ours.</summary>
    private static decimal Units(string unit, PriceItem item)
    {
        bool isBytes = unit.StartsWith("GB", StringComparison.OrdinalIgnoreCase);
        bool isRequests =
            unit.StartsWith("Request", StringComparison.OrdinalIgnoreCase)
            || unit.Equals("Count", StringComparison.OrdinalIgnoreCase);
        bool takesRequests = new Price("", item, 0, "", default).Unit.StartsWith("1,000", StringComparison.Ordinal);
        return isBytes && !takesRequests ? 1
            : isRequests && takesRequests ? 1000
            : throw new JsonException($"its price for {item} is per '{unit}', which is not understood.");
    }

    private static decimal Number(string text, PriceItem item) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && number >= 0
            ? number
            : throw new JsonException($"its price for {item} has '{text}' where a number of 0 or more has to be.");

    /// <summary>The first tier that is charged counts: the free one before it may be used up elsewhere.</summary>
    private void Add(PriceItem item, List<(decimal From, decimal USD)> tiers)
    {
        if (tiers.Count == 0)
        {
            throw new JsonException($"its price for {item} is missing.");
        }

        decimal dollars = tiers.OrderBy(tier => tier.From).Select(tier => tier.USD).FirstOrDefault(usd => usd > 0);
        if (_prices.TryGetValue(item, out decimal other) && other != dollars)
        {
            throw new JsonException(
                FormattableString.Invariant($"it has two prices for {item}, {other} and {dollars}.")
            );
        }

        _prices[item] = dollars;
    }

    private IReadOnlyList<Price> Result()
    {
        if (!_hasTerms)
        {
            throw new JsonException("it has no prices (terms, OnDemand).");
        }

        PriceItem[] missing = [.. OfferItems.Services[_service].Where(item => !_prices.ContainsKey(item))];
        if (missing.Length > 0)
        {
            throw new JsonException($"it has no price for {string.Join(", ", missing)} in {_region}.");
        }

        DateTime published = _published ?? throw new JsonException("it does not say when it was published.");
        string source = FormattableString.Invariant($"AWS's price list ({_service}, {published:yyyy-MM-dd})");
        return [.. _prices.Select(price => new Price(_region, price.Key, price.Value, source, published))];
    }
}
