using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace GlacierPS.Local.Tests.Fuzzing;

/// <summary>What the proxy does to one exchange.</summary>
internal enum LieKind
{
    None,
    DropRequest,
    ChangeRequest,
    RepeatRequest,
    LoseAnswer,
    CutAnswer,
    CloseAfter,
    RepeatAnswer,
    SwapAnswer,
    SwapAlike,
    Marker,
    Endless,
    Delay,
    Status,
    Page,
    Header,
    MissingHeader,
    Length,
    Bytes,
    Json,
}

/// <summary>One lie.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="At">Where, or how much, as a part of the whole from 0 to 1.</param>
/// <param name="Delay">How late the answer is.</param>
internal readonly record struct Lie(LieKind Kind, double At, TimeSpan Delay)
{
    public int Cut(int length) => Kind == LieKind.CutAnswer ? (int)(At * length) : length;
}

/// <summary>
/// Decides by a seed what is done to which exchange. A run has a rate of lies, and some runs one kind of lie that
/// befalls every request of one operation.
/// </summary>
internal sealed class Lies
{
    private static readonly LieKind[] s_kinds = [.. Enum.GetValues<LieKind>().Where(kind => kind != LieKind.None)];

    private readonly Random _random;
    private readonly object _lock = new();
    private readonly double _rate;
    private readonly (string Method, string Ending, LieKind Kind)? _always;
    private readonly List<(string Operation, HttpMessageText Answer)> _answers = [];

    public Lies(int seed)
    {
        _random = new Random(seed);
        _rate = _random.NextDouble() * 0.3;
        (string, string)[] operations = [("GET", "/jobs"), ("GET", "/output"), ("POST", "/jobs"), ("GET", "/vaults/v")];
        if (_random.Next(4) == 0)
        {
            (string method, string ending) = operations[_random.Next(operations.Length)];
            _always = (method, ending, s_kinds[_random.Next(s_kinds.Length)]);
        }
    }

    /// <summary>Whether nothing is done any more.</summary>
    public bool Over { get; set; }

    /// <summary>How many exchanges were changed.</summary>
    public int Told { get; private set; }

    public Lie Next(HttpMessageText request)
    {
        lock (_lock)
        {
            string[] line = request.FirstLine.Split(' ');
            string path = line[1].Split('?')[0];
            LieKind kind =
                Over ? LieKind.None
                : _always is { } always
                && line[0] == always.Method
                && path.EndsWith(always.Ending, StringComparison.Ordinal)
                    ? always.Kind
                : _random.NextDouble() < _rate ? s_kinds[_random.Next(s_kinds.Length)]
                : LieKind.None;
            Told += kind == LieKind.None ? 0 : 1;
            TimeSpan delay =
                kind == LieKind.Delay
                    ? TimeSpan.FromMilliseconds(_random.Next(20) == 0 ? 2500 : _random.Next(150))
                    : default;
            return new Lie(kind, _random.NextDouble(), delay);
        }
    }

    /// <summary>The same request with one byte of its body changed, or a header where it has none.</summary>
    public HttpMessageText ChangeBody(HttpMessageText request)
    {
        HttpMessageText changed = request.Copy();
        lock (_lock)
        {
            if (changed.Body.Length > 0)
            {
                changed.Body[_random.Next(changed.Body.Length)] ^= (byte)(1 << _random.Next(8));
            }
        }

        return changed;
    }

    public HttpMessageText Apply(Lie lie, HttpMessageText request, HttpMessageText truth)
    {
        HttpMessageText answer = truth.Copy();
        lock (_lock)
        {
            switch (lie.Kind)
            {
                case LieKind.SwapAnswer when _answers.Count > 0:
                    answer = _answers[_random.Next(_answers.Count)].Answer.Copy();
                    break;
                case LieKind.SwapAlike:
                    HttpMessageText[] alike =
                    [
                        .. _answers
                            .Where(known => known.Operation == OperationOf(request))
                            .Select(known => known.Answer),
                    ];
                    answer = alike.Length > 0 ? alike[_random.Next(alike.Length)].Copy() : answer;
                    break;
                case LieKind.Marker
                    when answer["Content-Type"] is { } type && type.Contains("json", StringComparison.Ordinal):
                    ChangeJson(answer, "Marker");
                    break;
                case LieKind.Status:
                    ChangeStatus(answer);
                    break;
                case LieKind.Page:
                    answer.FirstLine = _random.Next(2) == 0 ? "HTTP/1.1 200 OK" : "HTTP/1.1 502 Bad Gateway";
                    answer.Headers.Clear();
                    SetBody(answer, "<html><body>Sign in to the network</body></html>");
                    break;
                case LieKind.Header:
                    ChangeHeader(answer);
                    break;
                case LieKind.MissingHeader when answer.Headers.Count > 0:
                    answer.Headers.RemoveAt(_random.Next(answer.Headers.Count));
                    break;
                case LieKind.Length:
                    long length = answer.Body.Length + _random.Next(-answer.Body.Length, 1000);
                    answer["Content-Length"] = length.ToString(CultureInfo.InvariantCulture);
                    break;
                case LieKind.Bytes when answer.Body.Length > 0:
                    answer.Body[(int)(lie.At * answer.Body.Length)] ^= (byte)(1 << _random.Next(8));
                    break;
                case LieKind.Json:
                    ChangeJson(answer);
                    break;
                default:
                    break;
            }

            if (_answers.Count < 50)
            {
                _answers.Add((OperationOf(request), truth));
            }
            else
            {
                _answers[_random.Next(50)] = (OperationOf(request), truth);
            }
        }

        return answer;
    }

    /// <summary>The method and the last word of the path that is no ID.</summary>
    private static string OperationOf(HttpMessageText request)
    {
        string[] line = request.FirstLine.Split(' ');
        string[] words = line[1].Split('?')[0].Split('/');
        return $"{line[0]} {Array.FindLast(words, word => word.Length is > 0 and < 40)} {words.Length}";
    }

    private void ChangeStatus(HttpMessageText answer)
    {
        (int status, string? code)[] others =
        [
            (500, "InternalServerError"),
            (503, "ServiceUnavailableException"),
            (400, "ThrottlingException"),
            (404, "ResourceNotFoundException"),
            (403, "AccessDeniedException"),
            (400, "InvalidParameterValueException"),
            (200, null),
            (204, null),
            (206, null),
            (301, null),
            (500, null),
            (599, null),
        ];
        (int other, string? code) = others[_random.Next(others.Length)];
        answer.FirstLine = $"HTTP/1.1 {other} Other";
        if (code is not null)
        {
            SetBody(answer, $$"""{"code":"{{code}}","message":"a lie","type":"Server"}""");
        }
        else if (other == 204)
        {
            SetBody(answer, "");
        }
    }

    private void ChangeHeader(HttpMessageText answer)
    {
        int[] own =
        [
            .. Enumerable
                .Range(0, answer.Headers.Count)
                .Where(i => !answer.Headers[i].Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)),
        ];
        if (own.Length == 0)
        {
            return;
        }

        int at = own[_random.Next(own.Length)];
        (string name, string value) = answer.Headers[at];
        answer.Headers[at] = (
            name,
            _random.Next(5) switch
            {
                0 => "",
                1 => value + value,
                2 => new string('x', value.Length),
                3 => "-1",
                _ => Flipped(value),
            }
        );
    }

    private string Flipped(string text)
    {
        char[] letters = text.ToCharArray();
        if (letters.Length > 0)
        {
            int at = _random.Next(letters.Length);
            letters[at] = char.IsAsciiDigit(letters[at]) ? (char)('0' + ((letters[at] - '0' + 1) % 10)) : 'e';
        }

        return new string(letters);
    }

    /// <summary>Changes one member, somewhere in the tree; one of that name, which becomes the same always.</summary>
    private void ChangeJson(HttpMessageText answer, string? only = null)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(answer.Body);
        }
        catch (System.Text.Json.JsonException)
        {
            return;
        }

        var members = new List<(JsonObject Parent, string Name)>();
        Collect(root, members);
        members.RemoveAll(member => only is not null && member.Name != only);
        if (members.Count == 0)
        {
            return;
        }

        (JsonObject parent, string name) = members[_random.Next(members.Count)];
        JsonNode? old = parent[name];
        switch (only is null ? _random.Next(7) : 3)
        {
            case 0:
                parent.Remove(name);
                break;
            case 1:
                parent[name] = null;
                break;
            case 2:
                parent[name] = -1;
                break;
            case 3:
                parent[name] = "same";
                break;
            case 4:
                parent[name] = new JsonArray(1, "two", null);
                break;
            case 5:
                parent[name] = JsonValue.Create(long.MaxValue);
                break;
            default:
                parent[name] = old is JsonValue text && text.TryGetValue(out string? known) ? Flipped(known) : true;
                break;
        }

        SetBody(answer, root!.ToJsonString());
    }

    private static void Collect(JsonNode? node, List<(JsonObject Parent, string Name)> members)
    {
        if (node is JsonObject map)
        {
            foreach ((string name, JsonNode? value) in map)
            {
                members.Add((map, name));
                Collect(value, members);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                Collect(item, members);
            }
        }
    }

    private static void SetBody(HttpMessageText answer, string body)
    {
        answer.Body = Encoding.UTF8.GetBytes(body);
        answer["Content-Length"] = answer.Body.Length.ToString(CultureInfo.InvariantCulture);
    }
}
