using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GlacierPS.Core.Tests.Report;

/// <summary>Chromium without a window, driven by its DevTools protocol: what it asked for, said, and shows.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TempFolder _folder;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _said = [];
    private readonly List<string> _requests = [];
    private int _calls;
    private string? _session;

    private Browser(Process process, TempFolder folder) => (_process, _folder) = (process, folder);

    /// <summary>The program; null where there is none.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder =>
                new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Join(folder, name))
            )
            .FirstOrDefault(File.Exists);

    /// <summary>What was asked of anywhere, the page's own file left out.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>What stands on the console, and what was thrown.</summary>
    public IReadOnlyList<string> Said => _said;

    /// <summary>Starts one.</summary>
    public static async Task<Browser> StartAsync()
    {
        var folder = new TempFolder();
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] options =
        [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--remote-debugging-port=0",
            $"--user-data-dir={folder.Path}",
            "about:blank",
        ];
        Array.ForEach(options, start.ArgumentList.Add);
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Browser(process, folder);
        await browser.ConnectAsync();
        return browser;
    }

    /// <summary>Opens a file in a window of that size, and forgets what was before.</summary>
    public async Task ShowAsync(string path, int width = 1280, int height = 900, bool dark = false)
    {
        await CallAsync("Page.navigate", new JsonObject { ["url"] = "about:blank" });
        await AskAsync("0");
        _said.Clear();
        _requests.Clear();
        await CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = width < 600,
            }
        );
        await CallAsync(
            "Emulation.setEmulatedMedia",
            new JsonObject
            {
                ["features"] = new JsonArray(
                    new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }
                ),
            }
        );
        await CallAsync("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri });
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            if (
                $"{await AskAsync("document.readyState")}" == "complete"
                && $"{await AskAsync("location.protocol")}" == "file:"
            )
            {
                return;
            }

            Assert.True(waited.Elapsed < s_patience, "The page was not loaded.");
        }
    }

    /// <summary>Runs an expression in the page.</summary>
    public async Task<JsonNode?> AskAsync(string expression)
    {
        JsonNode answer = await CallAsync(
            "Runtime.evaluate",
            new JsonObject { ["expression"] = expression, ["returnByValue"] = true }
        );
        return answer["exceptionDetails"] is { } error
            ? throw new InvalidOperationException(error.ToJsonString())
            : answer["result"]!["value"];
    }

    /// <summary>Clicks in the middle of an element, as a mouse does.</summary>
    public async Task ClickAsync(string expression)
    {
        JsonNode at = (
            await AskAsync(
                $"(() => {{ const e = {expression}; e.scrollIntoView({{block:'nearest'}}); "
                    + "const b = e.getBoundingClientRect(); "
                    + "return { x: b.left + b.width / 2, y: b.top + b.height / 2 }; })()"
            )
        )!;
        foreach (string type in (string[])["mousePressed", "mouseReleased"])
        {
            await CallAsync(
                "Input.dispatchMouseEvent",
                new JsonObject
                {
                    ["type"] = type,
                    ["x"] = at["x"]!.GetValue<double>(),
                    ["y"] = at["y"]!.GetValue<double>(),
                    ["button"] = "left",
                    ["clickCount"] = 1,
                }
            );
        }
    }

    /// <summary>Presses a key.</summary>
    public async Task PressAsync(string key)
    {
        foreach (string type in (string[])["keyDown", "keyUp"])
        {
            await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = type, ["key"] = key });
        }
    }

    /// <summary>A picture of the whole page, PNG.</summary>
    public async Task PictureAsync(string path, bool whole = true)
    {
        JsonNode answer = await CallAsync(
            "Page.captureScreenshot",
            new JsonObject { ["format"] = "png", ["captureBeyondViewport"] = whole }
        );
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(answer["data"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private async Task ConnectAsync()
    {
        string port = Path.Join(_folder.Path, "DevToolsActivePort");
        for (var waited = Stopwatch.StartNew(); !File.Exists(port) || File.ReadAllLines(port).Length < 2; )
        {
            if (waited.Elapsed > s_patience || _process.HasExited)
            {
                throw new InvalidOperationException("Chromium did not start.");
            }

            await Task.Delay(50);
        }

        string[] lines = await File.ReadAllLinesAsync(port);
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"), default);
        JsonNode target = await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        JsonNode attached = await CallAsync(
            "Target.attachToTarget",
            new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true }
        );
        _session = attached["sessionId"]!.GetValue<string>();
        foreach (string domain in (string[])["Page", "Network", "Log", "Runtime"])
        {
            await CallAsync($"{domain}.enable");
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        int id = ++_calls;
        var message = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? [],
        };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        using var patience = new CancellationTokenSource(s_patience);
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message.ToJsonString()),
            WebSocketMessageType.Text,
            endOfMessage: true,
            patience.Token
        );
        while (true)
        {
            JsonNode answer = await ReceiveAsync(patience.Token);
            if (answer["id"]?.GetValue<int>() == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
            }

            Note(answer);
        }
    }

    private void Note(JsonNode message)
    {
        JsonNode? given = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Network.requestWillBeSent":
                string url = given!["request"]!["url"]!.GetValue<string>();
                if (
                    given["type"]?.GetValue<string>() != "Document"
                    || !url.StartsWith("file:", StringComparison.Ordinal)
                )
                {
                    _requests.Add(url);
                }

                break;
            case "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded":
                _said.Add(given!.ToJsonString());
                break;
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            text.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);

        return JsonNode.Parse(text.ToArray())!;
    }
}
