using System.Management.Automation;
using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Cmdlets.Transfers;
using GlacierPS.Core.Hashing;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Commands;

/// <summary>
/// UploadMultipartPart: a range of a file, a file, or a stream, as one part. A repeat replaces the part.
/// </summary>
[Cmdlet(
    VerbsCommunications.Send,
    "GlacierMultipartPart",
    SupportsShouldProcess = true,
    DefaultParameterSetName = RangeSet
)]
[OutputType(typeof(MultipartPart))]
public sealed class SendGlacierMultipartPartCommand : UploadCmdlet
{
    private const string RangeSet = "Range";
    private const string PieceSet = "Piece";
    private const string StreamSet = "Stream";

    private ByteRange? _sending;

    /// <summary>
    /// With -Range the file that holds the whole archive, with -Offset one that holds the part; nothing in its name is
    /// a wildcard.
    /// </summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = RangeSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = PieceSet)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Which bytes of the archive the part is, such as 0-1048575.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RangeSet)]
    [ValidateNotNullOrEmpty]
    public string Range { get; set; } = "";

    /// <summary>The part's bytes, from where the stream stands to its end.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StreamSet)]
    [ValidateNotNull]
    public Stream? InputStream { get; set; }

    /// <summary>Where in the archive the part begins: a multiple of the part size.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PieceSet)]
    [Parameter(Mandatory = true, ParameterSetName = StreamSet)]
    [ValidateRange(0, GlacierLimits.MaxArchiveSize)]
    public long Offset { get; set; }

    private protected override string? LeftByStop =>
        _sending is null
            ? null
            : $"Stopped. The part of bytes {_sending} was not sent to its end: send it again. The other parts of the "
                + "upload are kept.";

    private protected override void Process()
    {
        if (InputStream is { } stream)
        {
            SendStream(stream);
            return;
        }

        string file = LocalFile.Find(this.LiteralFilePath(Path)).FullName;
        ByteRange source = ParameterSetName == RangeSet ? ReadRange() : WholeOf(file);
        long offset = ParameterSetName == RangeSet ? source.First : Offset;
        Send(ByteRange.At(offset, source.Length), file, token => Upload.SendPartAsync(file, source, offset, token));
    }

    private void SendStream(Stream stream)
    {
        // A part is hashed before it is sent, and may have to be sent again: a stream that cannot go back is kept here.
        using var copy = new MemoryStream();
        Run(async (_, token) => await stream.CopyToAsync(copy, token));
        if (copy.Length == 0)
        {
            throw Empty("The stream");
        }

        Send(ByteRange.At(Offset, copy.Length), "stream", token => Upload.SendPartAsync(copy, Offset, token));
    }

    private void Send(ByteRange range, string source, Func<CancellationToken, Task<UploadedPart>> send)
    {
        if (ShouldProcess($"{source} as bytes {range} of upload {UploadId}", $"Send part to vault {VaultName}"))
        {
            _sending = range;
            UploadedPart sent = Run(send);
            _sending = null;
            WriteObject(MultipartPart.From(VaultName, UploadId, sent));
        }
    }

    private ByteRange ReadRange() =>
        ByteRange.TryParse(Range, out ByteRange range)
            ? range
            : throw new GlacierInputException(
                "InvalidByteRange",
                $"'{Range}' is not a range. Give its first and last byte, both counted in, such as 0-1048575."
            );

    private static ByteRange WholeOf(string file) =>
        new FileInfo(file).Length is > 0 and var length ? ByteRange.At(0, length) : throw Empty($"The file '{file}'");

    private static GlacierInputException Empty(string what) =>
        new("EmptyPart", $"{what} is empty: a part has at least 1 byte.");
}
