using System.CommandLine;
using GlacierPS.Benchmarks;
using GlacierPS.Benchmarks.Inventories;
using GlacierPS.Benchmarks.Line;
using GlacierPS.Benchmarks.Start;

if (args is [EmptyKestrel.Command])
{
    return await EmptyKestrel.RunAsync();
}

if (args is [Sink.Command])
{
    return await Sink.RunAsync();
}

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

var count = new Argument<int>("count");
var connections = new Argument<int>("connections");
var deletions = new Command("deletions", "Stores and deletes archives at a server that runs already.")
{
    url,
    count,
    connections,
};
deletions.Hidden = true;
deletions.SetAction(
    async (parsed, cancellationToken) =>
    {
        (_, double deleted) = await DeletionRate.MeasureAsync(
            new Uri(parsed.GetRequiredValue(url)),
            parsed.GetValue(count),
            parsed.GetValue(connections),
            uploaded => Console.WriteLine(FormattableString.Invariant($"uploads {uploaded:0}/s")),
            cancellationToken
        );
        Console.WriteLine(FormattableString.Invariant($"deletions {deleted:0}/s"));
    }
);

var inventory = new Argument<string>("inventory") { Description = "A file; empty for one that is made up" };
var takeIn = new Command("take-in", "Takes in an inventory, and says what that took.") { catalog, inventory, count };
takeIn.Hidden = true;
takeIn.SetAction(
    (parsed, cancellationToken) =>
        CatalogRate.TakeInAsync(
            parsed.GetRequiredValue(catalog),
            parsed.GetRequiredValue(inventory),
            parsed.GetValue(count),
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
        "Measures the reading of inventories, and the emptying of a vault.",
        InventoryBenchmark.Parts
    ),
    Measuring(
        "catalog",
        "Measures catalogues of a million archives and of ten: taken in, searched by the cmdlet, and written to.",
        CatalogBenchmark.Parts
    ),
    Measuring(
        "copy",
        "Measures the way out of a vault: windows of a large catalogue, and copies to a bucket.",
        CopyBenchmark.Parts
    ),
    Measuring(
        "line",
        "Measures the cmdlets behind a line of 80 ms and 100 MB/s, beside other clients.",
        LineBenchmark.Parts
    ),
    Measuring(
        "start",
        "Measures what a PowerShell takes that was just started: import, first command, a few files.",
        StartBenchmark.Parts
    ),
    empty,
    deletions,
    takeIn,
}
    .Parse(args)
    .InvokeAsync();
