namespace GlacierPS.Local.Identifiers;

/// <summary>
/// Where a list goes on: a number in the guise of an opaque marker (glacier-api.md §6.5). A number, not the ID of the
/// next item: that item may be gone by the time the client asks.
/// </summary>
internal static class PageMarker
{
    public static string Format(long position) =>
        IdCodec.Marker.Format(new ResourceKey((ulong)position, ~(ulong)position));

    public static bool TryParse(string text, out long position)
    {
        bool parsed = IdCodec.Marker.TryParse(text, out ResourceKey key) && key.Low == ~key.High;
        position = parsed ? (long)key.High : 0;
        return parsed && position >= 0;
    }
}
