using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GlacierPS.Core.Hashing;

namespace GlacierPS.Local.Storage;

/// <summary>
/// Appends to a journal for many at once (group commit): what is recorded while one batch is being flushed makes up
/// the next, so that a hundred callers share one flush instead of waiting for a hundred.
/// </summary>
/// <typeparam name="TEvent">What its lines tell.</typeparam>
internal sealed class Journal<TEvent> : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IAppendFile _file;
    private readonly JsonTypeInfo<TEvent> _form;
    private readonly Action<Exception, Action> _failed;
    private readonly object _gate = new();
    private readonly object _fileGate = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _writer;
    private Batch _pending = new();
    private Batch _spare = new();
    private Task _latest = Task.CompletedTask;
    private long _length;
    private bool _flushing;
    private bool _disposed;

    /// <summary>Goes on with a journal that was read.</summary>
    /// <param name="file">The journal.</param>
    /// <param name="length">Where its last whole line ends.</param>
    /// <param name="form">How events are written.</param>
    /// <param name="failed">
    /// Told when a batch could not be written, before anyone who waits for it; has to call the action it is given, in
    /// a state in which nothing new is recorded, and which takes back all that was recorded but not flushed.
    /// </param>
    public Journal(IAppendFile file, long length, JsonTypeInfo<TEvent> form, Action<Exception, Action> failed)
    {
        _file = file;
        _length = length;
        _form = form;
        _failed = failed;
        _writer = new Utf8JsonWriter(_json, Options);
    }

    /// <summary>Writes events to a file in one go, flushed by the caller: for compaction.</summary>
    public static void WriteAll(IAppendFile file, JsonTypeInfo<TEvent> form, IEnumerable<TEvent> events)
    {
        const int pieceSize = 1 << 20;
        var lines = new ArrayBufferWriter<byte>();
        foreach (TEvent one in events)
        {
            CheckedLine.Write(lines, JsonSerializer.SerializeToUtf8Bytes(one, form));
            if (lines.WrittenCount >= pieceSize)
            {
                file.Append(lines.WrittenSpan);
                lines.ResetWrittenCount();
            }
        }

        file.Append(lines.WrittenSpan);
    }

    /// <summary>Adds an event. Order of calls is order in the journal.</summary>
    /// <returns>Ends when the event would outlive a power cut.</returns>
    public Task Record(TEvent happened)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _json.ResetWrittenCount();
            _writer.Reset(_json);
            JsonSerializer.Serialize(_writer, happened, _form);
            CheckedLine.Write(_pending.Lines, _json.WrittenSpan);
            _latest = _pending.Flushed.Task;
            if (!_flushing)
            {
                _flushing = true;
                ThreadPool.UnsafeQueueUserWorkItem(static journal => journal.FlushPending(), this, preferLocal: false);
            }

            return _latest;
        }
    }

    /// <summary>Ends when all that was recorded until now would outlive a power cut.</summary>
    public Task Settled()
    {
        lock (_gate)
        {
            return _latest;
        }
    }

    /// <summary>Returns when no flush is under way; what is not yet flushed then fails, and was not answered.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        lock (_fileGate)
        {
            _writer.Dispose();
        }
    }

    private void FlushPending()
    {
        while (true)
        {
            Batch batch;
            lock (_gate)
            {
                if (_pending.Lines.WrittenCount == 0)
                {
                    _flushing = false;
                    return;
                }

                batch = _pending;
                _pending = _spare;
            }

            try
            {
                lock (_fileGate)
                {
                    ObjectDisposedException.ThrowIf(_disposed, this);
                    _file.Append(batch.Lines.WrittenSpan);
                    _file.Flush();
                    _length += batch.Lines.WrittenCount;
                }

                TaskCompletionSource flushed = batch.Flushed;
                batch.Clear();
                _spare = batch;
                flushed.SetResult();
            }
            catch (Exception exception)
            {
                // Whatever it was, those who wait must hear of it.
                _failed(exception, () => GiveUp(batch, exception));
            }
        }
    }

    private void GiveUp(Batch batch, Exception exception)
    {
        lock (_gate)
        {
            Batch later = _pending;
            _pending = new Batch();
            _spare = new Batch();
            _latest = Task.CompletedTask;
            if (!_disposed)
            {
                _file.Truncate(_length);
            }

            batch.Flushed.SetException(exception);
            later.Flushed.TrySetException(exception);
        }
    }

    private sealed class Batch
    {
        public ArrayBufferWriter<byte> Lines { get; } = new(4096);

        public TaskCompletionSource Flushed { get; private set; } = NewSource();

        public void Clear()
        {
            Lines.ResetWrittenCount();
            Flushed = NewSource();
        }

        private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
