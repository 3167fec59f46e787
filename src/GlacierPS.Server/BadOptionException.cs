namespace GlacierPS.Server;

/// <summary>An option makes no sense; told in one line, exit code 2.</summary>
internal sealed class BadOptionException(string message) : Exception(message);
