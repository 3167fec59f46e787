namespace GlacierPS.Cmdlets.Connections;

/// <summary>What becomes of a local folder that holds no Glacier: a mistyped path must leave nothing behind.</summary>
internal enum MissingStore
{
    /// <summary>It is an error, and nothing is made: whatever is asked for cannot be there.</summary>
    Refused,

    /// <summary>An empty one is made: what is asked for can be done in it.</summary>
    Made,

    /// <summary>An empty one in memory answers, and nothing is made: for -WhatIf.</summary>
    InMemory,
}
