namespace GlacierPS.Core.Tests;

/// <summary>Tests that measure the memory of the process run when no other does.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
