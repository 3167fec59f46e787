using GlacierPS.Local.Faults;

namespace GlacierPS.Local.Tests.Transfers;

/// <summary>Faults that pass, by the names that tests give them.</summary>
internal static class FaultNames
{
    public static FaultAction Action(string name) =>
        name switch
        {
            "throttling" => new FaultAction.Refuse(400, "ThrottlingException"),
            "408" => new FaultAction.Refuse(408, "RequestTimeoutException"),
            "500" => new FaultAction.Refuse(500, "ServiceUnavailableException"),
            "503" => new FaultAction.Refuse(503, "ServiceUnavailableException"),
            "reset" => new FaultAction.Drop(),
            "silence" => new FaultAction.Delay(TimeSpan.FromSeconds(3)),
            "lost answer" => new FaultAction.LoseAnswer(),
            "cut" => new FaultAction.DropAfterBytes(70_000),
            "damage" => new FaultAction.Corrupt(),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such fault."),
        };
}
