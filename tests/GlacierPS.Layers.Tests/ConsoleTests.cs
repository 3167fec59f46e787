using Mono.Cecil;

namespace GlacierPS.Layers.Tests;

/// <summary>What is shown goes through PowerShell, whose user may be elsewhere, or read it by a script.</summary>
public sealed class ConsoleTests
{
    [Theory]
    [InlineData("GlacierPS.Core")]
    [InlineData("GlacierPS.Aws")]
    [InlineData("GlacierPS.Local")]
    [InlineData("GlacierPS.Cmdlets")]
    public void No_cmdlet_writes_to_the_console(string assembly) =>
        Sources.AssertNone(
            from method in Instructions.MethodsOf(assembly)
            where
                Instructions
                    .OperandsOf(method)
                    .OfType<MethodReference>()
                    .Any(called => called.DeclaringType.FullName == "System.Console")
            select method.FullName
        );
}
