using System.CommandLine;
using GlacierPS.Benchmarks;
using GlacierPS.Benchmarks.Inventories;

var quick = new Option<bool>("--quick")
{
    Description = "A minute instead of several: 512 MiB instead of 4 GiB, 50,000 archives instead of 1,000,000",
};
var write = new Option<string?>("--write")
{
    Description = "Markdown file that gets the figures, between its markers",
    HelpName = "file",
};
var url = new Argument<string>("url");
var catalog = new Argument<string>("catalog");
var empty = new Command("empty", "Empties a vault: the process that a measurement kills.") { url, catalog };
empty.Hidden = true;
empty.SetAction((parsed, cancellationToken) => PurgeRate.EmptyAsync(new Uri(parsed.GetRequiredValue(url)), parsed.GetRequiredValue(catalog), cancellationToken));
return await new RootCommand("Measures GlacierPS. Figures are told, not asserted.")
{
    Measuring("server", "Measures GlacierPS.Server as a process of its own, over HTTP on loopback.", ServerBenchmark.Names, ServerBenchmark.Create),
    Measuring("inventory", "Measures the reading of inventories, the catalogue, and the emptying of a vault.", InventoryBenchmark.Names, InventoryBenchmark.Create),
    empty,
}.Parse(args).InvokeAsync();

Command Measuring(string subject, string description, IEnumerable<string> names, Func<bool, Benchmark> create)
{
    var only = new Option<string[]>("--only")
    {
        Description = "Measure these alone",
        AllowMultipleArgumentsPerToken = true,
    };
    only.AcceptOnlyFromAmong([.. names]);
    var command = new Command(subject, description) { quick, write, only };
    command.SetAction((parsed, cancellationToken) => create(parsed.GetValue(quick))
        .RunAsync(parsed.GetValue(only) ?? [], parsed.GetValue(write), cancellationToken));
    return command;
}
