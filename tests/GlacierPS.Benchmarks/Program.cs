using System.CommandLine;
using GlacierPS.Benchmarks;

var quick = new Option<bool>("--quick")
{
    Description = "A minute instead of several: 512 MiB instead of 4 GiB, 50,000 archives instead of 1,000,000",
};
var write = new Option<string?>("--write")
{
    Description = "Markdown file that gets the figures, between its markers",
    HelpName = "file",
};
var only = new Option<string[]>("--only")
{
    Description = "Measure these alone",
    AllowMultipleArgumentsPerToken = true,
};
only.AcceptOnlyFromAmong([.. ServerBenchmark.Names]);
var server = new Command("server", "Measures GlacierPS.Server as a process of its own, over HTTP on loopback.") { quick, write, only };
server.SetAction((parsed, cancellationToken) => new ServerBenchmark(parsed.GetValue(quick))
    .RunAsync(parsed.GetValue(only) ?? [], parsed.GetValue(write), cancellationToken));
return await new RootCommand("Measures GlacierPS. Figures are told, not asserted.") { server }.Parse(args).InvokeAsync();
