using GlacierPS.Cmdlets.Abstractions;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Cmdlets.Transfers;

/// <summary>
/// Expands files for the cmdlets that do, and counts what has to be told of all of them together. Any thread.
/// </summary>
internal sealed class ArchiveExpander(ExpansionOptions options)
{
    // A tar archive can have millions of names that become others.
    private const int MostWarnings = 20;

    private readonly object _lock = new();
    private readonly List<string> _notMade = [];
    private int _notMadeCount;
    private int _renamed;
    private int _unproven;
    private int _notPacked;

    /// <summary>Expands a file; see <see cref="ArchiveExpansion.Run"/>.</summary>
    public ExpandedArchive Expand(ExpansionRequest request, IPipeline pipeline, CancellationToken cancellationToken)
    {
        ExpandedArchive done = ArchiveExpansion.Run(request, options, cancellationToken);
        lock (_lock)
        {
            _notPacked += done.Forms.Count == 0 ? 1 : 0;
            _unproven += done.Forms.Count > 0 && !done.Verified ? 1 : 0;
            _notMade.AddRange(done.NotMade.Take(MostWarnings - _notMade.Count));
            _notMadeCount += done.NotMadeCount;
            foreach (ExpandedFile file in done.Files.Where(file => file.RenamedBecause is not null))
            {
                if (++_renamed <= MostWarnings)
                {
                    pipeline.Warn($"A file went to '{file.Path}'. {file.RenamedBecause}");
                }
            }
        }

        if (done.Forms.Count > 0)
        {
            pipeline.Verbose(
                $"'{request.Path}' was {Words(done.Forms)}; {Quantity.Of(done.Files.Count, "file")} came out of it."
            );
        }

        return done;
    }

    /// <summary>Expands a file that was retrieved. What cannot be expanded is an error, and stays as it is.</summary>
    /// <returns>Null if it was an error.</returns>
    public ExpandedArchive? TryExpand(ExpansionRequest request, IPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            return Expand(request, pipeline, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            pipeline.Fail(error, request.Path);
            return null;
        }
    }

    /// <summary>How a file was packed, from the outside in: <c>gzip, tar</c>.</summary>
    public static string Words(IEnumerable<PackedForm> forms) =>
        string.Join(
            ", ",
            forms.Select(form =>
                form switch
                {
                    PackedForm.Qnap1 => "QNAP (__QCS__)",
                    PackedForm.Qnap2 => "QNAP (version 2)",
                    PackedForm.OpenSsl => "OpenSSL",
                    PackedForm.Gpg => "GnuPG",
                    _ => form.ToString().ToLowerInvariant(),
                }
            )
        );

    /// <summary>What has to be told at the end.</summary>
    /// <param name="ofNotPacked">Whether files that were not packed are worth a word.</param>
    public IEnumerable<string> Warnings(bool ofNotPacked)
    {
        if (ofNotPacked && _notPacked > 0)
        {
            yield return Count(_notPacked, "file")
                + " not packed in a form that is known here, and left unchanged: gzip, bzip2, tar, GnuPG, OpenSSL and "
                + "QNAP's encryptions are known.";
        }

        if (_unproven > 0)
        {
            yield return Count(_unproven, "file")
                + " decrypted from OpenSSL's format, in which a wrong password is noticed 255 times in 256, and "
                + "nothing else proves it: look into what came out.";
        }

        if (_notMadeCount > 0)
        {
            yield return Quantity.Of(_notMadeCount, "entry of a tar archive was", "entries of tar archives were")
                + " not made, since links, devices and pipes are not: "
                + string.Join(", ", _notMade.Take(3))
                + (_notMadeCount > 3 ? ", ..." : "")
                + ". Unpack them with tar if you need them.";
        }

        if (_renamed > MostWarnings)
        {
            yield return Quantity.Of(_renamed, "file")
                + " in all went elsewhere than the name says: RenamedBecause of each tells why.";
        }
    }

    private static string Count(int number, string thing) => Quantity.Of(number, $"{thing} was", $"{thing}s were");
}
