using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Tests.Service;
using GlacierPS.Core.Threading;
using GlacierPS.Local;

namespace GlacierPS.Core.Tests.Threading;

public sealed class JobWaiterTests : IAsyncLifetime
{
    private const string Describe = nameof(IGlacier.DescribeJobAsync);
    private const string List = nameof(IGlacier.ListJobsAsync);

    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(2));
    private LocalService _service = null!;
    private string _archive = "";

    public static TheoryData<string> Passing => [.. PassingFaults.Keys];

    public static TheoryData<string> Lasting => [.. LastingFaults.Keys];

    private static Dictionary<string, Func<Exception>> PassingFaults { get; } =
        new()
        {
            ["500"] = () => new GlacierServiceException("InternalFailure", "Fault.", (HttpStatusCode)500, "r"),
            ["503"] = () => new ServiceUnavailableException("Not now.", (HttpStatusCode)503, "r"),
            ["504 of a gateway"] = () => new GlacierServiceException("GatewayTimeout", "?", (HttpStatusCode)504, null),
            ["throttling"] = () => new ThrottlingException("Rate exceeded.", (HttpStatusCode)400, "r"),
            ["connection"] = () => new GlacierConnectionException(null, "Nothing answers at x.", new IOException()),
            ["time-out"] = () => new TimeoutException("Silence."),
            ["network"] = () => new HttpRequestException("The host name x could not be resolved."),
        };

    private static Dictionary<string, Func<Exception>> LastingFaults { get; } =
        new()
        {
            ["unknown"] = () => new ResourceNotFoundException("Not found.", (HttpStatusCode)404, "r"),
            ["denied"] = () => new AccessDeniedException("Denied.", (HttpStatusCode)403, "r"),
            ["signature"] = () => new InvalidSignatureException("Wrong.", (HttpStatusCode)403, "r"),
            ["key"] = () => new UnrecognizedClientException("Unknown key.", (HttpStatusCode)403, "r"),
            ["no credentials"] = () => new GlacierCredentialsException("None."),
        };

    public async ValueTask InitializeAsync()
    {
        _service = await LocalService.StartAsync(options =>
            options with
            {
                JobTimes = new JobTimes { Standard = TimeSpan.FromHours(4), Inventory = TimeSpan.FromHours(4) },
            }
        );
        _archive = await _service.StoreNamedAsync("one", "a.txt");
    }

    public ValueTask DisposeAsync()
    {
        _service.Dispose();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task C01_Passing_errors_do_not_end_a_wait_and_are_one_warning(string kind)
    {
        string job = await StartAsync();
        _service.Time.Advance(TimeSpan.FromHours(5));
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _service.Glacier,
            (method, before) => method == Describe && before < 8 ? PassingFaults[kind]() : null
        );
        JobDescription ended = await Waiter(glacier).WaitAsync("photos", job);

        Assert.Equal(JobStatus.Succeeded, ended.StatusCode);
        Assert.Contains("tried again until it succeeds", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(7, _notes.Count(note => note.Contains("could not be asked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task C01_Many_jobs_have_one_warning_together()
    {
        string[] jobs = await StartAsync(60);
        _service.Time.Advance(TimeSpan.FromHours(5));
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _service.Glacier,
            (method, before) => method == List && before < 8 ? PassingFaults["503"]() : null
        );
        JobWaiter waiter = Waiter(glacier);
        await Task.WhenAll(jobs.Select(job => waiter.WaitAsync("photos", job)));

        Assert.Single(_warnings);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task C01_Errors_that_cannot_pass_end_a_wait_at_once(string kind)
    {
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            _service.Glacier,
            (_, _) => LastingFaults[kind]()
        );
        Exception? error = await Record.ExceptionAsync(() => Waiter(glacier).WaitAsync("photos", new string('j', 92)));

        Assert.IsType(LastingFaults[kind]().GetType(), error);
        Assert.Equal(1, faults.Count(Describe));
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C01_Credentials_that_expire_while_waiting_may_be_renewed(bool isToken)
    {
        string job = await StartAsync();
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _service.Glacier,
            (_, before) =>
            {
                if (before == 5)
                {
                    _service.Time.Advance(TimeSpan.FromHours(5));
                }

                return before is 0 or > 5 ? null
                    : isToken ? new ExpiredTokenException("Expired.", (HttpStatusCode)403, "r")
                    : new GlacierCredentialsException("Sign in again: aws sso login.");
            }
        );
        JobDescription ended = await Waiter(glacier).WaitAsync("photos", job);

        Assert.True(ended.Completed);
        Assert.Contains("credentials are renewed", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C01_A_token_that_nobody_can_renew_ends_a_wait()
    {
        string job = await StartAsync();
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            _service.Glacier,
            (_, before) =>
                before is 0 ? null : new ExpiredTokenException("Expired.", requestId: "r") { CanBeRenewed = false }
        );

        await Assert.ThrowsAsync<ExpiredTokenException>(() => Waiter(glacier).WaitAsync("photos", job));
        Assert.Equal(2, faults.Count(Describe));
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("network")]
    [InlineData("504 of a gateway")]
    public async Task C01_A_wait_on_what_never_answers_ends_without_a_time_out(string kind)
    {
        string job = await StartAsync();
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            _service.Glacier,
            (_, _) => PassingFaults[kind]()
        );
        Exception? error = await Record.ExceptionAsync(() =>
            Waiter(glacier, limit: TimeSpan.FromSeconds(0.3)).WaitAsync("photos", job)
        );

        Assert.IsType(PassingFaults[kind]().GetType(), error);
        Assert.True(faults.Count(Describe) > 1);
        Assert.Contains("if nothing of Glacier's answers", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C01_A_wait_outlasts_errors_that_are_Glaciers_own_from_the_first_question_on()
    {
        string job = await StartAsync();
        long begun = Stopwatch.GetTimestamp();
        TimeSpan limit = TimeSpan.FromSeconds(0.2);
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _service.Glacier,
            (_, _) =>
            {
                bool isLater = Stopwatch.GetElapsedTime(begun) > 3 * limit;
                if (isLater)
                {
                    _service.Time.Advance(TimeSpan.FromHours(5));
                }

                return isLater ? null : PassingFaults["503"]();
            }
        );

        Assert.True((await Waiter(glacier, limit: limit).WaitAsync("photos", job)).Completed);
    }

    [Fact]
    public async Task C01_A_response_that_is_not_Glaciers_does_not_end_a_wait_that_Glacier_has_answered()
    {
        string job = await StartAsync();
        (IGlacier glacier, _) = FaultyGlacier.Before(
            _service.Glacier,
            (_, before) =>
            {
                if (before == 2)
                {
                    _service.Time.Advance(TimeSpan.FromHours(5));
                }

                return before is 1 or 2
                    ? new GlacierServiceException("UnreadableAnswer", "A sign-in page.", HttpStatusCode.OK, null)
                    : null;
            }
        );

        Assert.True((await Waiter(glacier).WaitAsync("photos", job)).Completed);
        Assert.Single(_warnings);
    }

    [Fact]
    public async Task C01_The_time_out_ends_a_wait_through_errors_and_has_them_as_its_cause()
    {
        string job = await StartAsync();
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            _service.Glacier,
            (_, _) => PassingFaults["503"]()
        );
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() =>
            Waiter(glacier, timeout: TimeSpan.FromSeconds(0.5)).WaitAsync("photos", job)
        );

        Assert.IsType<ServiceUnavailableException>(error.InnerException);
        Assert.InRange(faults.Count(Describe), 2, 100);
        Assert.Single(_warnings);
    }

    [Fact]
    public async Task C02_Many_jobs_are_asked_about_by_the_list()
    {
        string[] jobs = await StartAsync(120);
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(_service.Glacier, (_, _) => null);
        JobWaiter waiter = Waiter(glacier, TimeSpan.FromSeconds(0.3));
        Task<JobDescription[]> waiting = Task.WhenAll(jobs.Select(job => waiter.WaitAsync("photos", job)));
        while (faults.Count(List) < 5)
        {
            await Task.Delay(50, _stop.Token);
        }

        _service.Time.Advance(TimeSpan.FromHours(5));
        Assert.All(await waiting, job => Assert.True(job.Completed));
        Assert.Equal(0, faults.Count(Describe));
    }

    [Fact]
    public async Task C02_Whoever_may_not_list_jobs_may_wait_for_them()
    {
        string[] jobs = await StartAsync(10);
        _service.Time.Advance(TimeSpan.FromHours(5));
        (IGlacier glacier, FaultyGlacier faults) = FaultyGlacier.Before(
            _service.Glacier,
            (method, _) => method == List ? LastingFaults["denied"]() : null
        );
        JobWaiter waiter = Waiter(glacier);
        await Task.WhenAll(jobs.Select(job => waiter.WaitAsync("photos", job)));

        Assert.Equal((1, 10), (faults.Count(List), faults.Count(Describe)));
    }

    [Fact]
    public async Task C02_An_unknown_job_among_many_is_its_own_error()
    {
        string[] jobs = await StartAsync(10);
        _service.Time.Advance(TimeSpan.FromHours(5));
        JobWaiter waiter = Waiter(_service.Glacier);
        Task<JobDescription> unknown = waiter.WaitAsync("photos", new string('j', 92));
        JobDescription[] ended = await Task.WhenAll(jobs.Select(job => waiter.WaitAsync("photos", job)));

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => unknown);
        Assert.All(ended, job => Assert.True(job.Completed));
    }

    [Fact]
    public async Task C02_Each_question_is_a_message_of_what_is_waited_for_and_until_when()
    {
        string job = await StartAsync();
        JobWaiter waiter = new(
            _service.Glacier,
            new JobWaitOptions
            {
                PollInterval = TimeSpan.FromSeconds(0.2),
                Time = _service.Time,
                NameOf = found => found.ArchiveId == _archive ? "2013/a.txt" : null,
            },
            new PassingErrors(),
            _notes.Enqueue,
            _stop.Token
        );
        Task<JobDescription> waiting = waiter.WaitAsync("photos", job);
        _service.Time.Advance(TimeSpan.FromMinutes(70));
        while (_notes.Count < 2)
        {
            await Task.Delay(20, _stop.Token);
        }

        string shown = waiter.Describe()!;
        foreach (string text in _notes.Append(shown))
        {
            Assert.Contains("'2013/a.txt' in vault 'photos'", text, StringComparison.Ordinal);
            Assert.Contains("1 h 10 min ago", text, StringComparison.Ordinal);
            Assert.Contains("Standard usually takes 3 to 5 hours", text, StringComparison.Ordinal);
            Assert.Matches("asked .* ago, again in ", text);
            Assert.Contains("Ctrl+C is safe: the same command goes on", text, StringComparison.Ordinal);
        }

        _service.Time.Advance(TimeSpan.FromHours(5));
        JobDescription ended = await waiting;
        Assert.Null(waiter.Describe());
        Assert.Equal(ended.CompletionDate!.Value.AddHours(24), ended.AvailableUntil);
    }

    private async Task<string> StartAsync() => (await StartAsync(1))[0];

    private async Task<string[]> StartAsync(int count)
    {
        var jobs = new string[count];
        for (int i = 0; i < count; i++)
        {
            jobs[i] = await _service.Glacier.InitiateJobAsync(
                new ArchiveRetrievalRequest { VaultName = "photos", ArchiveId = _archive },
                default
            );
        }

        return jobs;
    }

    private JobWaiter Waiter(
        IGlacier glacier,
        TimeSpan? interval = null,
        TimeSpan? timeout = null,
        TimeSpan? limit = null
    ) =>
        new(
            glacier,
            new JobWaitOptions { PollInterval = interval ?? TimeSpan.FromSeconds(0.02), Timeout = timeout },
            new PassingErrors(_warnings.Enqueue, _notes.Enqueue, limit: limit),
            _notes.Enqueue,
            _stop.Token
        );
}
