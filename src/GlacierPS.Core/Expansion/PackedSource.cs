using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;
using GlacierPS.Core.Storage;

namespace GlacierPS.Core.Expansion;

/// <summary>A packed file that is open: what it is, layer by layer, and what comes out of it.</summary>
internal sealed class PackedSource : IDisposable
{
    // gzip in gzip without end is no archive of anybody's.
    private const int MostLayers = 4;

    private readonly ExpansionRequest _request;
    private readonly ExpansionOptions _options;
    private readonly CancellationToken _token;
    private readonly List<PackedForm> _forms = [];
    private readonly FileStream _file;
    private PeekedBody _body;
    private MeasuredBody? _measured;

    private PackedSource(ExpansionRequest request, ExpansionOptions options, CancellationToken token)
    {
        (_request, _options, _token) = (request, options, token);
        (Size, MD5) = (request.OriginalSize, request.OriginalMD5);
        RegularFile.Check(request.Path);
        _file = new FileStream(
            request.Path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            131_072,
            FileOptions.SequentialScan
        );
        _body = new PeekedBody(_file);
    }

    /// <summary>How it is packed, from the outside in; empty if it is not.</summary>
    public IReadOnlyList<PackedForm> Forms => _forms;

    /// <summary>What comes out; the entries' archive, where the last form is tar.</summary>
    public MeasuredBody Body => _measured ??= new MeasuredBody(_body, _request, _options, _token);

    /// <summary>The size that the file should have in bytes; null if nothing tells.</summary>
    public long? Size { get; private set; }

    /// <summary>The MD5 that it should have, in hexadecimal digits; null if nothing tells.</summary>
    public string? MD5 { get; private set; }

    /// <summary>How much of the packed file was read.</summary>
    public long Read => _file.CanRead ? _file.Position : 0;

    /// <summary>Length of the packed file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="GlacierException">It cannot be expanded.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PackedSource Open(
        ExpansionRequest request,
        ExpansionOptions options,
        CancellationToken cancellationToken
    )
    {
        var source = new PackedSource(request, options, cancellationToken);
        try
        {
            source.Length = source._file.Length;
            source.OpenLayers();
            return source;
        }
        catch (Exception error)
        {
            source.Dispose();
            if (ExpansionErrors.IsDamage(error))
            {
                throw ExpansionErrors.From(error, request.Path, source.Forms);
            }

            throw;
        }
    }

    /// <summary>Whether only what a tool did is undone.</summary>
    private bool IsByTools => _request.ByToolsAlone || _request.Compressed || _request.Encrypted;

    /// <inheritdoc/>
    public void Dispose()
    {
        _measured?.Dispose();
        _body.Dispose();
        _file.Dispose();
    }

    private void OpenLayers()
    {
        bool isCompressed = _request.Compressed;
        PackedForm form = PackedHead.Recognise(_body.Peek());
        if (PackedHead.IsEncryption(form))
        {
            isCompressed |= Decrypt(form);
        }
        else if (_request.Encrypted)
        {
            throw ExpansionErrors.ProgramNeeded(
                _request.Path,
                $"is encrypted by {_request.WrittenBy}, in a form that has no public description",
                $"Restore it with {ProgramOf(_request.WrittenBy)}, or have that program decrypt this file."
            );
        }

        bool isTools = IsByTools;
        for (int i = 0; i < MostLayers && (!isTools || isCompressed); i++)
        {
            form = PackedHead.Recognise(_body.Peek());
            form =
                form is PackedForm.Gzip or PackedForm.Bzip2 ? form
                : isCompressed && PackedHead.IsZlib(_body.Peek()) ? PackedForm.Zlib
                : PackedForm.None;
            if (form == PackedForm.None)
            {
                break;
            }

            _forms.Add(form);
            _body = new PeekedBody(Decompression.Open(form, _body));
            if (isCompressed)
            {
                // What a tool compressed is what it was given, even if that was packed by somebody else.
                isCompressed = false;
                isTools = true;
            }
        }

        if (isCompressed)
        {
            throw _forms.Contains(PackedForm.OpenSsl)
                ? ExpansionErrors.WrongPassword(_request.Path, "openssl enc; what comes out is not compressed")
                : ExpansionErrors.ProgramNeeded(
                    _request.Path,
                    $"is compressed by {_request.WrittenBy}, and neither by gzip, bzip2 nor zlib",
                    $"Restore it with {ProgramOf(_request.WrittenBy)}, or have that program unpack this file."
                );
        }

        if (!isTools && PackedHead.Recognise(_body.Peek()) == PackedForm.Tar)
        {
            _forms.Add(PackedForm.Tar);
        }
    }

    /// <returns>Whether what comes out is compressed by the tool that encrypted it.</returns>
    private bool Decrypt(PackedForm form)
    {
        _forms.Add(form);
        using Passphrase? password = Passphrase.From(_options.Password);
        if (form == PackedForm.Gpg)
        {
            string gpg =
                _options.GpgPath
                ?? GpgBody.Find()
                ?? throw ExpansionErrors.ProgramNeeded(
                    _request.Path,
                    "is encrypted for GnuPG",
                    "Install GnuPG, or say with -GpgPath where gpg is."
                );
            _body = new PeekedBody(GpgBody.Open(gpg, _request.Path, password, _token));
            return false;
        }

        if (password is null)
        {
            throw ExpansionErrors.PasswordNeeded(
                _request.Path,
                form == PackedForm.OpenSsl ? "openssl enc" : "QNAP Hybrid Backup Sync"
            );
        }

        if (form == PackedForm.OpenSsl)
        {
            _body = new PeekedBody(OpenSslBody.Open(_file, _request.Path, password, _options.Digest));
            return IsQnapCompressed(_request.Name ?? _request.Path);
        }

        QnapContent content =
            form == PackedForm.Qnap1
                ? Qnap1Body.Open(_file, _request.Path, password)
                : Qnap2Body.Open(_file, _request.Path, password);
        _body = new PeekedBody(content.Body);
        Size ??= content.Size;
        MD5 ??= content.MD5;
        return content.IsCompressed;
    }

    /// <summary>QNAP names so what it compressed before OpenSSL's format encrypted it.</summary>
    private static bool IsQnapCompressed(string name) =>
        OwnNames.WithoutPacked(name).EndsWith(".qnap.bz2", StringComparison.OrdinalIgnoreCase);

    private static string ProgramOf(ArchiveTool tool) =>
        tool switch
        {
            ArchiveTool.FastGlacier => "FastGlacier",
            ArchiveTool.CloudBerry => "CloudBerry Backup (MSP360)",
            _ => $"the program that stored it ({tool})",
        };
}
