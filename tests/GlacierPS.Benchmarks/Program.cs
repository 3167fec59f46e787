using System.CommandLine;
using GlacierPS.Benchmarks;
using GlacierPS.Benchmarks.Inventories;

var quick = new Option<bool>("--quick")
{
    Description = "A minute or two instead of many: 512 MiB instead of 4 GiB, 50,000 archives instead of 1,000,000",
};
var write = new Option<string?>("--write")
{
    Description = "Markdown file that gets the figures, between its markers",
    HelpName = "file",
};
var url = new Argument<string>("url");
var catalog = new Argument<string>("catalog");
var vault = new Argument<string>("vault");
var empty = new Command("empty", "Empties a vault: the process that a measurement kills.") { url, catalog, vault };
empty.Hidden = true;
empty.SetAction(
    (parsed, cancellationToken) =>
        PurgeRate.EmptyAsync(
            new Uri(parsed.GetRequiredValue(url)),
            parsed.GetRequiredValue(catalog),
            parsed.GetRequiredValue(vault),
            cancellationToken
        )
);

Command Measuring(string name, string description, (string Name, Measurement Measure)[] parts)
{
    var only = new Option<string[]>("--only")
    {
        Description = "Measure these alone",
        AllowMultipleArgumentsPerToken = true,
    };
    only.AcceptOnlyFromAmong([.. parts.Select(part => part.Name)]);
    var command = new Command(name, description) { quick, write, only };
    command.SetAction(
        (parsed, cancellationToken) =>
            new BenchmarkRun($"bench {name}", parts, parsed.GetValue(quick)).RunAsync(
                parsed.GetValue(only) ?? [],
                parsed.GetValue(write),
                cancellationToken
            )
    );
    return command;
}

return await new RootCommand("Measures GlacierPS. Figures are told, not asserted.")
{
    Measuring(
        "server",
        "Measures GlacierPS.Server as a process of its own, over HTTP on loopback.",
        ServerBenchmark.Parts
    ),
    Measuring(
        "transfer",
        "Measures uploads and downloads by a process of their own, beside other clients.",
        TransferBenchmark.Parts
    ),
    Measuring(
        "inventory",
        "Measures the reading of inventories, the catalogue, and the emptying of a vault.",
        InventoryBenchmark.Parts
    ),
    empty,
}
    .Parse(args)
    .InvokeAsync();
