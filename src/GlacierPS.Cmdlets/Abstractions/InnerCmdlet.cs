using System.Collections;
using System.Management.Automation;
using System.Reflection;

namespace GlacierPS.Cmdlets.Abstractions;

/// <summary>
/// Another cmdlet of the module that does the work of this one: its output, errors, questions and progress are this
/// one's, as those of a cmdlet behind a proxy function are the function's.
/// </summary>
internal sealed class InnerCmdlet : IDisposable
{
    private static readonly string[] s_passedOn =
    [
        "WhatIf",
        "Confirm",
        "Verbose",
        "Debug",
        "ErrorAction",
        "WarningAction",
        "InformationAction",
        "ProgressAction",
    ];

    private readonly SteppablePipeline _pipeline;

    private InnerCmdlet(SteppablePipeline pipeline) => _pipeline = pipeline;

    /// <summary>Pipeline thread: starts it.</summary>
    /// <param name="outer">The cmdlet whose work it does.</param>
    /// <param name="type">Its class.</param>
    /// <param name="parameters">What it is given, besides the outer cmdlet's common parameters.</param>
    public static InnerCmdlet Begin(PSCmdlet outer, Type type, Hashtable parameters)
    {
        Dictionary<string, object> given = outer.MyInvocation.BoundParameters;
        foreach (string name in s_passedOn.Where(given.ContainsKey))
        {
            parameters[name] = given[name];
        }

        CmdletAttribute names = type.GetCustomAttribute<CmdletAttribute>()!;
        // By its class, so that a function or an alias of that name is not called in its place.
        var cmdlet = new CmdletInfo($"{names.VerbName}-{names.NounName}", type);
        SteppablePipeline pipeline = ScriptBlock
            .Create("param($Cmdlet, $Parameters) & $Cmdlet @Parameters")
            .GetSteppablePipeline(outer.CommandOrigin, [cmdlet, parameters]);
        var inner = new InnerCmdlet(pipeline);
        try
        {
            // Input comes by Process, whether or not the outer cmdlet has any.
            pipeline.Begin(true, (EngineIntrinsics)outer.GetVariableValue("ExecutionContext"));
            return inner;
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    /// <summary>Pipeline thread: gives it an input object.</summary>
    public void Process(object input) => _pipeline.Process(input);

    /// <summary>Pipeline thread: ends its input, and waits for its end.</summary>
    public void End() => _pipeline.End();

    /// <inheritdoc/>
    public void Dispose() => _pipeline.Dispose();
}
