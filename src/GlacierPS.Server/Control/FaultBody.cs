using System.Text.Json;
using GlacierPS.Local.Faults;

namespace GlacierPS.Server.Control;

/// <summary>
/// <c>{"operation":"UploadMultipartPart","count":3,"status":500,"code":"ServiceUnavailableException"}</c>, and its kin.
/// </summary>
internal static class FaultBody
{
    /// <exception cref="BadControlRequestException">The body is no fault.</exception>
    public static FaultRule Read(JsonElement body)
    {
        ControlBody.AllowOnly(
            body,
            "operation",
            "tier",
            "region",
            "count",
            "status",
            "code",
            "drop",
            "dropAfterBytes",
            "delay",
            "corrupt",
            "loseAnswer",
            "perSecond"
        );
        return new FaultRule
        {
            Operation =
                ControlBody.Text(body, "operation")
                ?? throw new BadControlRequestException("'operation' is missing: an operation's name, or * for all."),
            Tier = ControlBody.Text(body, "tier"),
            Region = ControlBody.Text(body, "region"),
            Count = ControlBody.Number(body, "count"),
            Action = Actions(body) is [{ } only]
                ? only
                : throw new BadControlRequestException(
                    "A fault has either 'status' and 'code', or one of 'drop', 'dropAfterBytes', 'delay', "
                        + "'corrupt', 'loseAnswer' and 'perSecond'."
                ),
        };
    }

    private static List<FaultAction> Actions(JsonElement body)
    {
        var actions = new List<FaultAction>();
        if (RefusalOf(body) is { } refusal)
        {
            actions.Add(refusal);
        }

        if (ControlBody.Number(body, "dropAfterBytes") is { } bytes)
        {
            actions.Add(new FaultAction.DropAfterBytes(bytes));
        }

        if (ControlBody.Number(body, "perSecond") is { } rate)
        {
            actions.Add(new FaultAction.Rate(rate));
        }

        if (ControlBody.Text(body, "delay") is { } delay)
        {
            actions.Add(
                JobTimeText.TryParse(delay, out TimeSpan time)
                    ? new FaultAction.Delay(time)
                    : throw new BadControlRequestException($"'{delay}' is not a time such as 80ms or 5s.")
            );
        }

        AddIf("drop", new FaultAction.Drop());
        AddIf("corrupt", new FaultAction.Corrupt());
        AddIf("loseAnswer", new FaultAction.LoseAnswer());
        return actions;

        void AddIf(string name, FaultAction action)
        {
            if (ControlBody.Flag(body, name))
            {
                actions.Add(action);
            }
        }
    }

    private static FaultAction.Refuse? RefusalOf(JsonElement body) =>
        (ControlBody.Number(body, "status"), ControlBody.Text(body, "code")) switch
        {
            (null, null) => null,
            ({ } status, { } code) => new FaultAction.Refuse((int)Math.Clamp(status, 0, 1000), code),
            _ => throw new BadControlRequestException("'status' and 'code' go together."),
        };
}
