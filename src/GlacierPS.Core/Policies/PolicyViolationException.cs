namespace GlacierPS.Core.Policies;

/// <summary>Ends the reading of a policy with the reason. Never leaves <see cref="PolicyDocument.TryParse"/>.</summary>
internal sealed class PolicyViolationException(string reason, Exception? innerException = null)
    : Exception(reason, innerException);
