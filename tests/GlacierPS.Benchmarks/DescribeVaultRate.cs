using System.Runtime.CompilerServices;

namespace GlacierPS.Benchmarks;

/// <summary>DescribeVault on 32 connections, beside moto_server in the same run.</summary>
internal static class DescribeVaultRate
{
    private const int Connections = 32;
    private const double Target = 20;

    public static async IAsyncEnumerable<Figure> MeasureAsync(
        bool quick,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        TimeSpan time = TimeSpan.FromSeconds(quick ? 2 : 6);
        using var folder = new ScratchFolder();
        double ours;
        await using (ServerUnderTest server = await ServerUnderTest.StartAsync(folder.Path, cancellationToken))
        {
            ours = await RateAsync(server.Url, time, cancellationToken);
        }

        const string what = "DescribeVault, 32 connections";
        string target = FormattableString.Invariant($">= {Target}");
        MotoServer? moto = await MotoServer.TryStartAsync(cancellationToken);
        if (moto is null)
        {
            yield return new Figure(what, Figure.PerSecond(ours), "moto_server is not installed", "", target);
            yield break;
        }

        double theirs;
        await using (moto)
        {
            theirs = await RateAsync(moto.Url, time, cancellationToken);
        }

        yield return Figure.Compared(
            what,
            ours,
            theirs,
            Figure.PerSecond,
            ours / theirs,
            target,
            ratio => ratio >= Target,
            " moto_server"
        );
    }

    private static async Task<double> RateAsync(Uri url, TimeSpan time, CancellationToken cancellationToken)
    {
        using var load = new RequestLoad(url, Connections);
        var vault = new Uri(url, "/-/vaults/measured");
        (await load.SendAsync(RequestLoad.Request(HttpMethod.Put, vault), cancellationToken)).Dispose();
        return await load.RateAsync(_ => RequestLoad.Request(HttpMethod.Get, vault), time, cancellationToken);
    }
}
