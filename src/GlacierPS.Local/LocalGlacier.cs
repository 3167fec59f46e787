using System.Globalization;
using GlacierPS.Core.Protocol;
using GlacierPS.Local.Faults;
using GlacierPS.Local.Http;
using GlacierPS.Local.Identifiers;
using GlacierPS.Local.Operations;
using GlacierPS.Local.Preconditions;
using GlacierPS.Local.Requests;
using GlacierPS.Local.Signing;
using GlacierPS.Local.Storage;
using GlacierPS.Local.Time;
using GlacierPS.Local.Vaults;

namespace GlacierPS.Local;

/// <summary>
/// A local Glacier service (local-service.md), behind either of its transports: <see cref="LocalGlacierHandler"/> in
/// this process, GlacierPS.Server over HTTP. Safe for many requests at once. Disposing closes the data folder, unless
/// others in this process have it open too.
/// </summary>
public sealed class LocalGlacier : IDisposable
{
    private readonly LocalGlacierOptions _options;
    private readonly IAuthentication _authentication;
    private readonly StoreHandle _shared;
    private readonly QuietLog _log;
    private readonly SnsDelivery? _delivery;

    private LocalGlacier(LocalGlacierOptions options, IAuthentication authentication, StoreHandle shared)
    {
        _options = options;
        _authentication = authentication;
        _shared = shared;
        _log = new QuietLog(options.Log);
        shared.Store.Reports.Tell(_log.Tell);
        _delivery = options.SnsEndpoint is { } endpoint
            ? new SnsDelivery(shared.Store, endpoint, NoticeEndsAsync, _log)
            : null;
    }

    /// <summary>
    /// What was found wrong in the data folder until now, in a sentence each. Such archives are not served.
    /// </summary>
    public IReadOnlyList<string> Reports => _shared.Store.Reports.All;

    /// <summary>Ends when all that was in the data folder when it was opened has been looked through.</summary>
    public Task Checked => _shared.Store.Checked;

    /// <summary>Whether requests have to be signed by one of the credentials that were given.</summary>
    public bool ChecksSignatures => _options.Credentials.Count > 0;

    /// <summary>What is to go wrong, for those who test their clients. Nothing, unless something is added.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>What was asked for since the service was opened, or since this was cleared.</summary>
    public RequestCounter Requests { get; } = new();

    /// <summary>Whether a folder holds a local Glacier, if only an empty one. Nothing is opened or made.</summary>
    public static bool IsIn(string folder)
    {
        var layout = new StoreLayout(folder);
        return File.Exists(layout.Lock) || Directory.Exists(layout.AllAccounts) || Directory.Exists(layout.Version1);
    }

    /// <summary>Opens a data folder, or memory.</summary>
    /// <exception cref="GlacierInputException">An option makes no sense, the folder cannot be used, or another process
    /// has it.</exception>
    public static async Task<LocalGlacier> OpenAsync(
        LocalGlacierOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        IAuthentication authentication = options.Check();
        return new LocalGlacier(
            options,
            authentication,
            await StoreHandle.OpenAsync(options.DataFolder, options.LockWait, options.Upgrade, cancellationToken)
        );
    }

    /// <summary>Answers a request. Every answer, errors included, has the headers of glacier-api.md §1.3.</summary>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    /// <exception cref="ConnectionDroppedException">One of <see cref="Faults"/> wants the connection closed without an
    /// answer.</exception>
    public async ValueTask<GlacierResponse> AnswerAsync(
        GlacierRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        GlacierResponse response;
        try
        {
            response = await RouteAsync(request, ServiceTime.Of(now), cancellationToken);
        }
        catch (ServiceErrorException exception)
        {
            response = exception.ToResponse();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ConnectionDroppedException))
        {
            response = StoreAnswers.Of(exception).ToResponse();
            _log.TellFailure($"{request.Method} {request.Path}", exception);
        }

        return response
            .With(HeaderNames.RequestId, RequestId.New())
            .With(HeaderNames.Date, now.ToString("r", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// What would have gone to topics of SNS until now, oldest first, for all accounts and regions: a message for each
    /// topic that wanted to hear that a job ended (glacier-api.md §6.9). None is ever taken out.
    /// </summary>
    public async Task<IReadOnlyList<Notification>> NotificationsAsync()
    {
        await NoticeEndsAsync();
        return Outbox.Of(_shared.Store);
    }

    /// <summary>Takes an inventory of every vault now, whatever the interval.</summary>
    public async Task TakeInventoriesAsync()
    {
        ServiceTime now = Now;
        await ForEachVaultAsync(async vault =>
        {
            await vault.AdvanceToAsync(now, _options);
            await vault.ChangeAsync(change =>
            {
                change.TakeInventory(now);
                return true;
            });
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _delivery?.Dispose();
        _shared.Store.Reports.Forget(_log.Tell);
        _shared.Dispose();
    }

    private Task NoticeEndsAsync()
    {
        ServiceTime now = Now;
        return ForEachVaultAsync(vault => vault.AdvanceToAsync(now, _options).AsTask());
    }

    private ServiceTime Now => ServiceTime.Of(_options.TimeProvider.GetUtcNow());

    private async Task ForEachVaultAsync(Func<Vault, Task> visit)
    {
        foreach (Vault vault in _shared.Store.Vaults)
        {
            try
            {
                await visit(vault);
            }
            catch (Exception exception) when (exception is VaultGoneException or DamagedDataException)
            {
                // It was deleted since the vaults were listed, or is closed, which was told.
            }
        }
    }

    private async ValueTask<GlacierResponse> RouteAsync(
        GlacierRequest request,
        ServiceTime now,
        CancellationToken cancellationToken
    )
    {
        RouteMatch? route = Routes.Find(request);
        if (route is null || OperationTable.Find(route.Operation) is not { } operation)
        {
            throw ServiceErrors.UnknownOperation(request.Method, request.Path);
        }

        Requests.Count(route.Operation.ToString());
        if (_options.Closed)
        {
            throw ServiceErrors.NoLongerSupported();
        }

        // The order of glacier-api.md §6.3: who asks, API version, account; the rest is the operation's.
        AccountKey caller = await IdentifyAsync(request, route.Operation, cancellationToken);
        GlacierVersion.Require(request);
        var context = new RequestContext
        {
            Request = request,
            Route = route,
            Now = now,
            Options = _options,
            Account = OwningAccount.Of(route, caller, _shared.Store),
            Caller = caller,
        };
        return await (Faults.Any ? new FaultyOperation(operation, Faults) : operation).AnswerAsync(
            context,
            cancellationToken
        );
    }

    /// <summary>
    /// An upload is let in on the hash that it promises, which is then held against what arrives (ReceivedBody); of any
    /// other request the body is part of what is signed.
    /// </summary>
    private async ValueTask<AccountKey> IdentifyAsync(
        GlacierRequest request,
        GlacierOperation operation,
        CancellationToken cancellationToken
    )
    {
        Caller caller = operation is GlacierOperation.UploadArchive or GlacierOperation.UploadMultipartPart
            ? _authentication.IdentifyUploader(request)
            : _authentication.Identify(request, (await request.ReadBodyAsync(cancellationToken)).Span);
        return new AccountKey(caller.Region, caller.AccountId);
    }
}
