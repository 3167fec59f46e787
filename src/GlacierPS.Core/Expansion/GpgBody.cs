using System.Diagnostics;
using System.Text;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Expansion;

/// <summary>
/// What the user's own gpg makes of a file. The password goes to its standard input; without one gpg asks its agent.
/// Its answer is judged when it has ended: what came before that is not yet known to be right.
/// </summary>
internal sealed class GpgBody : ReadOnlyBody
{
    private const int MostErrorText = 65_536;

    private readonly Process _process;
    private readonly string _path;
    private readonly bool _hasPassword;
    private readonly Task<string> _status;
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _atStop;
    private bool _ended;

    private GpgBody(Process process, string path, Passphrase? password, CancellationToken token)
    {
        (_process, _path, _hasPassword, _token) = (process, path, password is not null, token);

        // Whoever reads its output waits for it, and it may wait for an answer to its agent's question.
        _atStop = token.Register(Kill);
        _status = ReadStatusAsync(process.StandardError.BaseStream);
        try
        {
            using Stream input = process.StandardInput.BaseStream;
            if (password is not null)
            {
                input.Write(password.Bytes);
                input.WriteByte((byte)'\n');
            }
        }
        catch (IOException)
        {
            // It has ended already; why is asked when its output is read.
        }
    }

    /// <summary>Starts gpg.</summary>
    /// <param name="program">Full path of gpg.</param>
    /// <param name="path">Full path of the encrypted file.</param>
    /// <param name="password">The password; null leaves it to gpg's agent.</param>
    /// <param name="token">Ends gpg.</param>
    /// <exception cref="GlacierInputException">gpg does not start.</exception>
    public static GpgBody Open(string program, string path, Passphrase? password, CancellationToken token)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        string[] passwordOptions = password is null ? [] : ["--pinentry-mode", "loopback", "--passphrase-fd", "0"];
        string[] options = ["--batch", "--no-tty", "--status-fd", "2", .. passwordOptions, "--decrypt", "--", path];
        foreach (string option in options)
        {
            start.ArgumentList.Add(option);
        }

        try
        {
            return new GpgBody(Process.Start(start)!, path, password, token);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
        {
            throw ExpansionErrors.ProgramNeeded(
                path,
                "is encrypted for GnuPG",
                $"'{program}' could not be started: {error.Message}"
            );
        }
    }

    /// <summary>The full path of gpg, as the search path has it; the current folder is no part of that.</summary>
    /// <returns>Null if there is none.</returns>
    public static string? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["gpg.exe", "gpg2.exe"] : ["gpg", "gpg2"];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => names.Select(name => Path.Join(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    public override int Read(Span<byte> buffer)
    {
        int read = _process.StandardOutput.BaseStream.Read(buffer);
        if (read == 0 && !_ended)
        {
            _ended = true;
            _token.ThrowIfCancellationRequested();
            Judge();
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _atStop.Dispose();
            Kill();
            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>By the lines that --status-fd writes, which no language changes (GnuPG's doc/DETAILS).</summary>
    private void Judge()
    {
        string text = _status.GetAwaiter().GetResult();
        _process.WaitForExit();
        string[] status =
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith("[GNUPG:] ", StringComparison.Ordinal))
                .Select(line => line["[GNUPG:] ".Length..].TrimEnd('\r')),
        ];
        bool Says(string keyword) =>
            status.Any(line => line == keyword || line.StartsWith(keyword + ' ', StringComparison.Ordinal));

        // What is signed by a key that is not in the keyring is decrypted, and gpg ends with 2.
        bool isDone = Says("DECRYPTION_OKAY") && !Says("DECRYPTION_FAILED") && !Says("BADSIG");
        if (isDone && (_process.ExitCode == 0 || Says("ERRSIG")))
        {
            return;
        }

        string last =
            text.Split('\n')
                .LastOrDefault(line => line.Length > 0 && !line.StartsWith("[GNUPG:]", StringComparison.Ordinal))
                ?.Trim()
            ?? $"gpg ended with {_process.ExitCode}";
        if (Says("NO_SECKEY"))
        {
            throw ExpansionErrors.ProgramNeeded(
                _path,
                "is encrypted for a key that gpg does not have",
                "Import its secret key with 'gpg --import'. " + last
            );
        }

        bool hasNobodyToAsk = text.Contains("pinentry", StringComparison.Ordinal);
        if (!_hasPassword && (hasNobodyToAsk || Says("MISSING_PASSPHRASE") || Says("CANCELED_BY_USER")))
        {
            throw ExpansionErrors.PasswordNeeded(_path, $"GnuPG; {last}");
        }

        // It tells of the plain text as soon as it has a key that can be right.
        bool isRefused = Says("BAD_PASSPHRASE") || (Says("DECRYPTION_FAILED") && !Says("PLAINTEXT"));
        throw isRefused
            ? ExpansionErrors.WrongPassword(_path, $"GnuPG; {last}")
            : ExpansionErrors.Damaged(_path, $"gpg says: {last}");
    }

    /// <summary>Reads all, so that gpg never waits for us, and keeps the first part.</summary>
    private static async Task<string> ReadStatusAsync(Stream errors)
    {
        var kept = new MemoryStream();
        byte[] buffer = new byte[4096];
        int read;
        while ((read = await errors.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, MostErrorText - kept.Length));
        }

        return Encoding.UTF8.GetString(kept.ToArray());
    }
}
