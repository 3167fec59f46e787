using System.Management.Automation;
using GlacierPS.Aws.Configuration;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Catalogs;
using GlacierPS.Cmdlets.Completion;
using GlacierPS.Cmdlets.Connections;
using GlacierPS.Cmdlets.Errors;
using GlacierPS.Core.Prices;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Survey;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>ListVaults and GetVaultLock, over regions, profiles and roles: one list of what there is.</summary>
[Cmdlet(VerbsCommon.Find, "GlacierVault", DefaultParameterSetName = RegionSet)]
[OutputType(typeof(FoundVault))]
public sealed class FindGlacierVaultCommand : GlacierCmdlet
{
    private const string RegionSet = "Region";
    private const string AllSet = "AllRegions";

    // Which partition is meant where nothing says a region: that of almost all accounts.
    private const string UsualRegion = "us-east-1";

    private readonly ProgressMeter _meter = new("Finding vaults", "regions", byItems: true);
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unpriced = new(StringComparer.Ordinal);
    private PriceTable _prices = null!;
    private long _unreadLocks;
    private long _twice;

    /// <summary>Names, wildcards allowed; all vaults if none is given.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string[] VaultName { get; set; } = ["*"];

    /// <summary>All regions that the credentials can reach.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter AllRegions { get; set; }

    /// <summary>These regions; without them the one of the connection, or of each profile.</summary>
    [Parameter(ParameterSetName = RegionSet)]
    [ValidatePattern("^[a-z0-9-]+$")]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string[]? Region { get; set; }

    /// <summary>The accounts of these AWS profiles, in place of the session's connection.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string[]? ProfileName { get; set; }

    /// <summary>The accounts of these roles, assumed with the credentials of each profile, or of the
    /// session.</summary>
    [Parameter]
    [ValidatePattern("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$")]
    public string[]? RoleArn { get; set; }

    /// <summary>A connection whose credentials are used in place of the session's.</summary>
    [Parameter]
    [ValidateNotNull]
    public GlacierConnection? Connection { get; set; }

    /// <summary>An address other than AWS's own, for all regions.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? EndpointUrl { get; set; }

    /// <summary>How many regions of each account are asked at once, 1 to 64.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>A table of prices in place of the user's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PricePath { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Require(() => _prices = this.PriceTable(PricePath), PricePath);
        Func<string, bool> isWanted = NamePatterns.Match(VaultName)!;
        List<Source> sources = [];
        Require(() => sources = Sources(), ProfileName);
        Run(
            async (pipeline, token) =>
            {
                Task<Findings>[] all = [.. sources.Select(source => AskAsync(source, isWanted, token))];
                foreach (Task<Findings> one in all)
                {
                    Findings found = await one;
                    pipeline.WriteAll(Shown(found));
                    Fail(found, pipeline);
                }
            },
            _meter
        );
        _meter.Complete(this);
        Summarize();
    }

    /// <summary>Whose vaults are looked for: each profile, or the session's connection, by each role.</summary>
    private List<Source> Sources()
    {
        if (Connection is not null && (ProfileName is not null || EndpointUrl is not null))
        {
            throw new GlacierInputException(
                "ConnectionAmbiguous",
                "-Connection cannot be combined with -ProfileName or -EndpointUrl: it already says where to go. Give "
                    + "the one or the others."
            );
        }

        IEnumerable<Func<string?, CancellationToken, Task<GlacierConnection>>> homes = ProfileName is null
            ? [OfSession()]
            : ProfileName.Select(name =>
                (Func<string?, CancellationToken, Task<GlacierConnection>>)(
                    (region, token) =>
                        GlacierConnection.OpenAsync(
                            new ConnectionSettings
                            {
                                ProfileName = name,
                                Region = region,
                                EndpointUrl = EndpointUrl,
                            },
                            token
                        )
                )
            );
        return
        [
            .. from home in homes.Zip(ProfileName ?? [null!])
            from role in RoleArn ?? [null!]
            select new Source(home.First, home.Second, role),
        ];
    }

    private Func<string?, CancellationToken, Task<GlacierConnection>> OfSession()
    {
        if (Connection is null)
        {
            SessionConnection.RequireUsable();
        }

        GlacierConnection? session = Connection ?? SessionConnection.Current;
        ConnectionSettings call = new() { EndpointUrl = EndpointUrl };
        if (session is not null)
        {
            return (region, token) => session.ChangedByAsync(call with { Region = region }, token);
        }

        ConnectionSettings defaults = WithSessionDefaults(call);
        return (region, token) =>
            GlacierConnection.OpenAsync(defaults with { Region = region ?? defaults.Region }, token);
    }

    private async Task<Findings> AskAsync(
        Source source,
        Func<string, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            IReadOnlyList<string?> regions = AllRegions
                ? await AllOfAsync(source, cancellationToken)
                : Region ?? (string?[])[null];
            _meter.Begin(source.Name, bytes: 0, regions.Count);
            using AssumedRole? role = source.RoleArn is { } arn
                ? await AssumeAsync(source, regions[0], arn, cancellationToken)
                : null;
            GlacierCredential? keys = role is null
                ? null
                : await Task.Run(() => GlacierCredential.Of(role), cancellationToken);
            var answers = new RegionAnswer[regions.Count];
            await Parallel.ForAsync(
                0,
                regions.Count,
                new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = cancellationToken },
                async (index, token) => answers[index] = await AskAsync(source, regions[index], keys, isWanted, token)
            );
            return new Findings(source, answers);
        }
        catch (Exception error) when (error is GlacierException or IOException or UnauthorizedAccessException)
        {
            return new Findings(source, [new RegionAnswer(null, [], error)]);
        }
    }

    private async Task<RegionAnswer> AskAsync(
        Source source,
        string? region,
        GlacierCredential? keys,
        Func<string, bool> isWanted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using GlacierConnection home = await source.OpenAsync(region, cancellationToken);
            using GlacierConnection? assumed = keys is null
                ? null
                : await home.ChangedByAsync(new ConnectionSettings { Credential = keys }, cancellationToken);
            GlacierConnection target = assumed ?? home;
            region = target.Region;
            var survey = new RegionSurvey(
                target.Client,
                target.VaultSettings,
                target.Region,
                _prices.Of(target.Region)
            );
            return new RegionAnswer(region, await survey.ReadAsync(isWanted, cancellationToken), null);
        }
        catch (Exception error)
            when (error is GlacierException or IOException or UnauthorizedAccessException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return new RegionAnswer(region, [], error);
        }
        finally
        {
            _meter.End();
        }
    }

    private static async Task<AssumedRole> AssumeAsync(
        Source source,
        string? region,
        string roleArn,
        CancellationToken cancellationToken
    )
    {
        using GlacierConnection home = await source.OpenAsync(region, cancellationToken);
        return home.AssumeRole(roleArn);
    }

    private static async Task<IReadOnlyList<string?>> AllOfAsync(Source source, CancellationToken cancellationToken)
    {
        try
        {
            using GlacierConnection home = await source.OpenAsync(null, cancellationToken);
            return GlacierRegions.InPartitionOf(home.Region);
        }
        catch (GlacierInputException error) when (error.ErrorId == "MissingRegion")
        {
            return GlacierRegions.InPartitionOf(UsualRegion);
        }
    }

    /// <summary>The vaults to show: one that two profiles see is shown once.</summary>
    private List<FoundVault> Shown(Findings found)
    {
        var shown = new List<FoundVault>();
        foreach (FoundVault vault in found.Answers.SelectMany(answer => answer.Vaults))
        {
            if (!_shown.Add(vault.VaultARN))
            {
                _twice++;
                continue;
            }

            _unreadLocks += vault.Lock == FoundLock.Unknown ? 1 : 0;
            if (vault.PerMonth is null)
            {
                _unpriced.Add(vault.Region);
            }

            shown.Add(vault with { ProfileName = found.Source.ProfileName, RoleArn = found.Source.RoleArn });
        }

        return shown;
    }

    /// <summary>One error for all regions of an account that fail alike, which names each of them.</summary>
    private static void Fail(Findings found, IPipeline pipeline)
    {
        IEnumerable<IGrouping<string, RegionAnswer>> alike = found
            .Answers.Where(answer => answer.Error is not null)
            .GroupBy(answer => $"{answer.Error!.GetType()} {answer.Error.Message}");
        foreach (IGrouping<string, RegionAnswer> failed in alike)
        {
            int count = failed.Count();
            string regions =
                count > 2 && count == found.Answers.Count
                    ? $"all {Quantity.Of(count, "region")}"
                    : string.Join(", ", failed.Select(answer => answer.Region).Where(name => name is not null));
            string place = string.Join(", ", new[] { found.Source.Name, regions }.Where(text => text.Length > 0));
            pipeline.Fail(failed.First().Error!, place.Length > 0 ? place : null, place);
        }
    }

    private void Summarize()
    {
        if (_unreadLocks > 0)
        {
            WriteWarning(
                $"The lock of {Quantity.Of(_unreadLocks, "vault")} could not be read (glacier:GetVaultLock): the "
                    + "column Lock says Unknown."
            );
        }

        if (_twice > 0)
        {
            WriteVerbose($"{Quantity.Of(_twice, "vault")} seen by several profiles or roles, and shown once.");
        }

        if (_unpriced.Count > 0)
        {
            WriteWarning(
                $"What storage costs is not known for {string.Join(", ", _unpriced)}: run "
                    + $"'{string.Join("', '", _unpriced)}' | Update-GlacierPrice, or give -PricePath."
            );
        }
    }

    /// <summary>Whose vaults are looked for.</summary>
    private sealed record Source(
        Func<string?, CancellationToken, Task<GlacierConnection>> OpenAsync,
        string? ProfileName,
        string? RoleArn
    )
    {
        public string Name => RoleArn ?? (ProfileName is null ? "" : $"profile {ProfileName}");
    }

    private sealed record RegionAnswer(string? Region, IReadOnlyList<FoundVault> Vaults, Exception? Error);

    private sealed record Findings(Source Source, IReadOnlyList<RegionAnswer> Answers);
}
