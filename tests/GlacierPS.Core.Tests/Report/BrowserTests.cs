using System.Globalization;
using System.Text.Json.Nodes;
using GlacierPS.Core.Catalog;

namespace GlacierPS.Core.Tests.Report;

/// <summary>A report as a browser shows it. Pictures of it lie with the test's output.</summary>
public sealed class BrowserTests(BrowserFixture fixture) : IClassFixture<BrowserFixture>, IDisposable
{
    private const string FirstFolder = "document.querySelector('#tree g.in')";
    private const string Crumbs = "[...document.querySelectorAll('#crumbs button')].map(b => b.textContent).join('/')";

    private readonly ReportScene _scene = new();

    [BrowserFact]
    public async Task It_asks_for_nothing_says_nothing_and_shows_the_sums_of_the_archives()
    {
        _scene.FillHostile();
        Browser browser = await fixture.ShowAsync(_scene.Write());

        Assert.Empty(browser.Requests);
        Assert.Empty(browser.Said);
        CatalogArchive[] all = [.. _scene.Archives()];
        Assert.Equal(
            $"{all.Sum(a => a.SizeInBytes).ToString("N0", CultureInfo.InvariantCulture)} bytes",
            $"{await browser.AskAsync("document.querySelector('#bytes span').textContent")}"
        );
        Assert.Equal(
            all.Length.ToString("N0", CultureInfo.InvariantCulture),
            $"{await browser.AskAsync("document.querySelector('#archiveCount b').textContent")}"
        );
        foreach (string list in (string[])["byAge", "byYear", "bySize", "byTool", "byExtension"])
        {
            JsonNode sums = (
                await browser.AskAsync(
                    $"[...document.querySelectorAll('#{list} tr')]"
                        + ".reduce((s, r) => [s[0] + +r.dataset.archives, s[1] + +r.dataset.bytes], [0, 0])"
                )
            )!;
            Assert.Equal(
                (all.Length, all.Sum(a => a.SizeInBytes)),
                (sums[0]!.GetValue<long>(), sums[1]!.GetValue<long>())
            );
        }

        Assert.Equal(
            0,
            (await browser.AskAsync("document.querySelectorAll('img, iframe, a, link').length"))!.GetValue<int>()
        );
        Assert.Contains(
            ReportScene.Hostile,
            $"{await browser.AskAsync("document.querySelector('#lists').textContent")}",
            StringComparison.Ordinal
        );
        Assert.InRange((await browser.AskAsync("+document.documentElement.dataset.drawn"))!.GetValue<int>(), 0, 3000);
    }

    [BrowserFact]
    public async Task A_click_opens_a_folder_and_a_click_goes_back()
    {
        _scene.FillHostile();
        Browser browser = await fixture.ShowAsync(_scene.Write());
        string name = $"{await browser.AskAsync($"{FirstFolder}.dataset.name")}";

        await browser.ClickAsync(FirstFolder);
        Assert.Equal($"photos/{name}", $"{await browser.AskAsync(Crumbs)}");
        long bytes = _scene
            .Archives()
            .Where(a => a.Name.StartsWith(name + "/", StringComparison.Ordinal))
            .Sum(a => a.SizeInBytes);
        Assert.Equal(
            bytes,
            (await browser.AskAsync("shown.children.reduce((s, n) => s + n.bytes, 0)"))!.GetValue<long>()
        );

        await browser.ClickAsync("document.querySelector('#crumbs button')");
        Assert.Equal("photos", $"{await browser.AskAsync(Crumbs)}");
        Assert.Empty(browser.Said);
    }

    [BrowserFact]
    public async Task Keys_open_a_folder_move_in_it_and_go_back_to_where_one_was()
    {
        _scene.FillHostile();
        Browser browser = await fixture.ShowAsync(_scene.Write());
        await browser.AskAsync($"{FirstFolder}.focus()");
        string name = $"{await browser.AskAsync("document.activeElement.dataset.name")}";

        await browser.PressAsync("Enter");
        Assert.Equal($"photos/{name}", $"{await browser.AskAsync(Crumbs)}");
        string first = $"{await browser.AskAsync("document.activeElement.dataset.name")}";
        await browser.PressAsync("ArrowRight");
        Assert.NotEqual(first, $"{await browser.AskAsync("document.activeElement.dataset.name")}");
        await browser.PressAsync("ArrowLeft");
        Assert.Equal(first, $"{await browser.AskAsync("document.activeElement.dataset.name")}");
        await browser.PressAsync("Backspace");
        Assert.Equal("photos", $"{await browser.AskAsync(Crumbs)}");
        Assert.Equal(name, $"{await browser.AskAsync("document.activeElement.dataset.name")}");
        Assert.Empty(browser.Said);
    }

    [BrowserFact]
    public async Task A_folder_that_is_too_small_for_the_map_is_opened_from_the_list_below_it()
    {
        _scene.FillHostile();
        _scene.Add("photos", "large", "large.mkv", 117_310_046_766_909, ReportScene.Now.AddDays(-900), "large");
        Browser browser = await fixture.ShowAsync(_scene.Write());
        Assert.Equal(0, (await browser.AskAsync("document.querySelectorAll('#tree g.in').length"))!.GetValue<int>());

        await browser.AskAsync("document.querySelector('#inside details').open = true");
        string name = $"{await browser.AskAsync("document.querySelector('#inside button').textContent")}";
        await browser.ClickAsync("document.querySelector('#inside button')");
        Assert.Equal($"photos/{name.TrimEnd('/')}", $"{await browser.AskAsync(Crumbs)}");
        Assert.True((await browser.AskAsync("document.querySelector('#inside details').open"))!.GetValue<bool>());
        Assert.Empty(browser.Said);
    }

    [BrowserFact]
    public async Task A_vault_without_archives_and_one_without_folders_are_shown_too()
    {
        _scene.Add("flat", "1", "one.txt", 5, ReportScene.Now.AddDays(-1), "1");
        _scene.Add("empty", "1", "gone.txt", 5, ReportScene.Now.AddDays(-1), "1");
        _scene.Catalog("empty").Remove(["1"], ReportScene.Now);
        foreach (
            (string[] vaults, string shown) in ((string[], string)[])
                [(["empty"], "0"), (["flat"], "1"), (["empty", "flat"], "1")]
        )
        {
            Browser browser = await fixture.ShowAsync(_scene.Write(_scene.Report(vaults)));
            Assert.Equal(shown, $"{await browser.AskAsync("document.querySelector('#archiveCount b').textContent")}");
            Assert.Empty(browser.Said);
            Assert.NotNull(await browser.AskAsync("document.documentElement.dataset.drawn"));
        }
    }

    [BrowserFact]
    public async Task It_fits_a_wide_and_a_narrow_window_in_light_and_in_dark()
    {
        _scene.FillHostile();
        _scene.Add(
            "photos",
            "large",
            "2012/raw/large.mkv",
            117_310_046_766_909,
            ReportScene.Now.AddDays(-900),
            "large"
        );
        string path = _scene.Write();
        string pictures = Path.Join(AppContext.BaseDirectory, "pictures");
        Directory.CreateDirectory(pictures);
        foreach ((int width, bool dark) in ((int, bool)[])[(1280, false), (1280, true), (390, false), (390, true)])
        {
            Browser browser = await fixture.ShowAsync(path, width, 900, dark);
            await browser.PictureAsync(Path.Join(pictures, $"report-{width}-{(dark ? "dark" : "light")}.png"));
            Assert.Equal(width, (await browser.AskAsync("innerWidth"))!.GetValue<int>());
            Assert.Equal(
                0,
                (
                    await browser.AskAsync(
                        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    )
                )!.GetValue<int>()
            );
            Assert.Equal(
                0,
                (
                    await browser.AskAsync(
                        "(document.querySelectorAll('details').forEach(e => e.open = true), "
                            + "[...document.querySelectorAll('.panel, .tile, dl div, .scroll')]"
                            + ".filter(e => e.scrollWidth > e.clientWidth).length)"
                    )
                )!.GetValue<int>()
            );
            Assert.Equal(
                dark ? "rgb(20, 24, 28)" : "rgb(251, 251, 249)",
                $"{await browser.AskAsync("getComputedStyle(document.body).backgroundColor")}"
            );
            Assert.Empty(browser.Said);
        }
    }

    public void Dispose() => _scene.Dispose();
}

/// <summary>One browser for all tests of a class: to start it takes longer than they do.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private Browser? _browser;

    public async ValueTask InitializeAsync() => _browser = Browser.Program is null ? null : await Browser.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    /// <summary>Opens a report.</summary>
    internal async Task<Browser> ShowAsync(string path, int width = 1280, int height = 900, bool dark = false)
    {
        await _browser!.ShowAsync(path, width, height, dark);
        return _browser;
    }
}
