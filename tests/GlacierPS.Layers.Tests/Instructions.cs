using Mono.Cecil;

namespace GlacierPS.Layers.Tests;

/// <summary>
/// What compiled methods call, and the literals that they load: read from the file, since PowerShell's own assembly,
/// which some refer to, is not here.
/// </summary>
internal static class Instructions
{
    /// <summary>The methods with a body that an assembly beside the tests has.</summary>
    public static IEnumerable<MethodDefinition> MethodsOf(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(m => m.HasBody))
        {
            yield return method;
        }
    }

    /// <summary>
    /// The methods that are called (<see cref="MethodReference"/>) and the strings that are loaded, in the order of the
    /// instructions.
    /// </summary>
    public static IEnumerable<object> OperandsOf(MethodDefinition method) =>
        method.Body.Instructions.Select(one => one.Operand).Where(operand => operand is MethodReference or string);
}
