using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GlacierPS.Core.Policies.Conditions;

/// <summary>
/// An IP address, or those with a prefix in common (<c>203.0.113.0/24</c>). Unlike the framework's own type it takes
/// prefixes with further bits set after them, as IAM does.
/// </summary>
internal sealed class AddressRange
{
    private readonly byte[] _address;
    private readonly int _bits;

    private AddressRange(byte[] address, int bits) => (_address, _bits) = (address, bits);

    /// <summary>Reads an address with or without a prefix length; null if it is none.</summary>
    public static AddressRange? TryParse(string text)
    {
        string[] parts = text.Split('/');
        if (
            parts.Length > 2
            || !IPAddress.TryParse(parts[0], out IPAddress? address)
            || IsAbbreviated(address, parts[0])
        )
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        if (parts.Length == 1)
        {
            return new AddressRange(bytes, bytes.Length * 8);
        }

        return
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
            && bits <= bytes.Length * 8
            ? new AddressRange(bytes, bits)
            : null;
    }

    public bool Contains(IPAddress address)
    {
        byte[] bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return bytes.Length == _address.Length
            && Enumerable.Range(0, _bits).All(i => ((bytes[i / 8] ^ _address[i / 8]) & (0x80 >> (i % 8))) == 0);
    }

    /// <summary>The framework reads <c>10.1</c> as 10.0.0.1, which no policy means.</summary>
    private static bool IsAbbreviated(IPAddress address, string text) =>
        address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3;
}
