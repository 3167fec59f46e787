using System.CommandLine;
using System.Net;
using GlacierPS.Local;

namespace GlacierPS.Server;

/// <summary>The options of local-service.md.</summary>
internal sealed class GlacierCommandLine
{
    /// <summary>The environment variable that has credentials, one a line.</summary>
    private const string CredentialsVariable = "GLACIERPS_CREDENTIALS";

    private readonly Option<string> _data = new("--data")
    {
        Description = "Where vaults live; made if missing",
        HelpName = "folder",
        DefaultValueFactory = _ => "glacier-data",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "TCP port; 0 picks a free one",
        HelpName = "n",
        DefaultValueFactory = _ => 9480,
    };

    private readonly Option<string> _bind = new("--bind")
    {
        Description = "Address to listen on; anything but loopback needs a --credential",
        HelpName = "address",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<string> _region = new("--region")
    {
        Description = "Region of requests that carry no signature",
        HelpName = "name",
        DefaultValueFactory = _ => new LocalGlacierOptions().Region,
    };

    private readonly Option<string> _account = new("--account")
    {
        Description = "Account of unsigned requests and of credentials that name none",
        HelpName = "12 digits",
        DefaultValueFactory = _ => new LocalGlacierOptions().AccountId,
    };

    private readonly Option<bool> _closed = new("--closed")
    {
        Description = "Answer every call with NoLongerSupportedException, as an account without vaults gets today",
    };

    private readonly Option<string[]> _jobTime = new("--job-time")
    {
        Description = "How long jobs take; kinds expedited, standard, bulk, inventory; times as 80ms, 90s, 5m, 4h",
        HelpName = "kind=time[,...]",
    };

    private readonly Option<string?> _inventory = new("--inventory")
    {
        Description = "live: always up to date; a time, such as 24h: taken at that interval",
        HelpName = "live or time",
    };

    private readonly Option<bool> _realistic = new("--realistic")
    {
        Description = "The real service's times: jobs of minutes and hours, an inventory every 24 h",
    };

    private readonly Option<string[]> _credential = new("--credential")
    {
        Description = "Who may sign requests; may repeat. With none, signatures are not checked",
        HelpName = "accessKey:secretKey[:sessionToken[:expiry]][@account]",
    };

    private readonly Option<string?> _credentialFile = new("--credential-file")
    {
        Description = "A file of such credentials, one a line: command lines can be read by every user of a machine",
        HelpName = "file",
    };

    private readonly Option<string?> _snsEndpoint = new("--sns-endpoint")
    {
        Description = "Deliver notifications to this SNS-compatible endpoint, too",
        HelpName = "url",
    };

    private readonly Option<long?> _maxRate = new("--max-rate")
    {
        Description = "Limit the bytes of all answers together",
        HelpName = "bytes/s",
    };

    private readonly Option<long?> _maxUploadRate = new("--max-upload-rate")
    {
        Description = "Limit the bytes of all bodies that come in together",
        HelpName = "bytes/s",
    };

    private readonly Option<bool> _upgrade = new("--upgrade")
    {
        Description = "Move a data folder of an older layout to this one; the old one is kept beside it",
    };

    private readonly Option<bool> _control = new("--control")
    {
        Description = "Open the control API: clock, inventories, notifications, faults; loopback only",
    };

    private readonly RootCommand _root = new("A local Amazon Glacier service.");

    public GlacierCommandLine()
    {
        _port.Validators.Add(result =>
        {
            if (
                result.Tokens.Count > 0
                && (
                    !int.TryParse(result.Tokens[0].Value, out int port)
                    || port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort
                )
            )
            {
                result.AddError($"--port '{result.Tokens[0].Value}' is not a port: 0 to 65535.");
            }
        });
        foreach (
            Option option in new Option[]
            {
                _data,
                _port,
                _bind,
                _region,
                _account,
                _credential,
                _credentialFile,
                _snsEndpoint,
                _maxRate,
                _maxUploadRate,
                _upgrade,
                _closed,
                _jobTime,
                _inventory,
                _realistic,
                _control,
            }
        )
        {
            _root.Options.Add(option);
        }
    }

    /// <summary>Reads a command line, and runs the service that it asks for.</summary>
    /// <returns>The exit code: 2 for bad options.</returns>
    public async Task<int> RunAsync(string[] args, Func<ServerSettings, CancellationToken, Task<int>> serve)
    {
        // Without response files: no argument of this program names one, and a credential may well begin with @.
        ParseResult parsed = _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (WhyNot(parsed) is { } reason)
        {
            return await RefuseAsync(reason);
        }

        int exitCode = 0;
        _root.SetAction(
            async (result, cancellationToken) =>
            {
                try
                {
                    exitCode = await serve(Read(result), cancellationToken);
                }
                catch (BadOptionException exception)
                {
                    exitCode = await RefuseAsync(exception.Message);
                }

                return exitCode;
            }
        );
        // Signals are the program's own: it takes its time to let requests come to their end.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>
    /// What the parser found wrong, in one line. Its own words quote what it cannot place, which may be a secret that
    /// was torn from its option: of that, no more is told than an option's name.
    /// </summary>
    private static string? WhyNot(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [{ } unmatched, ..])
        {
            return unmatched.StartsWith("--", StringComparison.Ordinal)
                ? $"{unmatched.Split('=', ':')[0].ReplaceLineEndings(" ")} is not an option. --help lists them."
                : "There is an argument that belongs to no option. --help lists them.";
        }

        return parsed.Errors is [{ } error, ..] ? error.Message.ReplaceLineEndings(" ") : null;
    }

    private static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 2;
    }

    private ServerSettings Read(ParseResult parsed)
    {
        bool realistic = parsed.GetValue(_realistic);
        var service = new LocalGlacierOptions
        {
            DataFolder = Path.GetFullPath(parsed.GetValue(_data)!),
            Region = parsed.GetValue(_region)!,
            AccountId = parsed.GetValue(_account)!,
            Credentials = CredentialsOf(parsed),
            Upgrade = parsed.GetValue(_upgrade),
            SnsEndpoint = SnsEndpointOf(parsed),
            Closed = parsed.GetValue(_closed),
        };
        service = realistic ? service.AsRealistic() : service;
        JobTimes times = service.JobTimes;
        foreach (string text in parsed.GetValue(_jobTime) ?? [])
        {
            times =
                JobTimeText.Apply(text, times)
                ?? throw new BadOptionException(
                    $"--job-time '{text}' is not kind=time[,...] with kinds expedited, standard, bulk, inventory "
                        + "and times such as 80ms, 90s, 5m, 4h."
                );
        }

        bool control = parsed.GetValue(_control);
        return new ServerSettings(
            AddressOf(parsed, signed: service.Credentials.Count > 0, control),
            parsed.GetValue(_port),
            service with
            {
                JobTimes = times,
                InventoryInterval = InventoryOf(parsed, service.InventoryInterval),
            },
            control,
            RateOf(parsed, _maxRate),
            RateOf(parsed, _maxUploadRate)
        );
    }

    /// <summary>Those of the command line, of a file and of the environment together.</summary>
    private string[] CredentialsOf(ParseResult parsed)
    {
        var credentials = new List<string>(parsed.GetValue(_credential) ?? []);
        if (parsed.GetValue(_credentialFile) is { } file)
        {
            try
            {
                credentials.AddRange(LinesOf(File.ReadAllText(file)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new BadOptionException($"--credential-file '{file}' cannot be read: {exception.Message}");
            }
        }

        credentials.AddRange(LinesOf(Environment.GetEnvironmentVariable(CredentialsVariable) ?? ""));
        return [.. credentials];
    }

    private static string[] LinesOf(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private Uri? SnsEndpointOf(ParseResult parsed)
    {
        string? text = parsed.GetValue(_snsEndpoint);
        return text is null ? null
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" ? url
            : throw new BadOptionException($"--sns-endpoint '{text}' is not a URL such as http://127.0.0.1:4566.");
    }

    private static long? RateOf(ParseResult parsed, Option<long?> option)
    {
        long? rate = parsed.GetValue(option);
        return rate is null or > 0
            ? rate
            : throw new BadOptionException($"{option.Name} {rate} is not a number of bytes a second above zero.");
    }

    private TimeSpan? InventoryOf(ParseResult parsed, TimeSpan? otherwise)
    {
        string? text = parsed.GetValue(_inventory);
        return text switch
        {
            null => otherwise,
            "live" => null,
            _ when JobTimeText.TryParse(text, out TimeSpan interval) && interval > TimeSpan.Zero => interval,
            _ => throw new BadOptionException(
                $"--inventory '{text}' is neither 'live' nor a time above zero such as 24h."
            ),
        };
    }

    /// <summary>
    /// Without credentials anyone who reaches the port may do anything, and through the control API in any case:
    /// nobody else's machine may.
    /// </summary>
    private IPAddress AddressOf(ParseResult parsed, bool signed, bool control)
    {
        string text = parsed.GetValue(_bind)!;
        IPAddress? address =
            text == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(text, out IPAddress? ip) ? ip
            : null;
        if (address is null)
        {
            throw new BadOptionException($"--bind '{text}' is not an IP address.");
        }

        if (IPAddress.IsLoopback(address))
        {
            return address;
        }

        if (control)
        {
            throw new BadOptionException(
                $"--bind {text} is refused: with --control, only loopback addresses can be listened on."
            );
        }

        return signed
            ? address
            : throw new BadOptionException(
                $"--bind {text} is refused: without a --credential requests are not authenticated, so only "
                    + "loopback addresses can be listened on."
            );
    }
}
