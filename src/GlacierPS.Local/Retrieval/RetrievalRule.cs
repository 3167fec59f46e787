namespace GlacierPS.Local.Retrieval;

/// <summary>
/// A rule of a data retrieval policy as it was sent, before anything in it is believed (glacier-api.md §6.12).
/// </summary>
/// <param name="Strategy">The name of a <see cref="RetrievalStrategy"/>; null if it is missing.</param>
/// <param name="BytesPerHour">Null if it is missing.</param>
internal readonly record struct RetrievalRule(string? Strategy, long? BytesPerHour);
