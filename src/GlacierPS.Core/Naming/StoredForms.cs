using System.Globalization;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Naming;

/// <summary>
/// Counts archives whose bytes are not the file's, since another tool compressed or encrypted it, for one warning about
/// all of them. Any thread may count.
/// </summary>
public sealed class StoredForms
{
    private readonly SortedSet<ArchiveTool> _tools = [];
    private int _all;
    private int _packed;
    private int _compressed;
    private int _encrypted;

    /// <summary>Counts an archive.</summary>
    /// <param name="compressed">Whether it is compressed.</param>
    /// <param name="encrypted">Whether it is encrypted.</param>
    /// <param name="writtenBy">The tool that says so.</param>
    public void Count(bool compressed, bool encrypted, ArchiveTool writtenBy)
    {
        lock (_tools)
        {
            _all++;
            _compressed += compressed ? 1 : 0;
            _encrypted += encrypted ? 1 : 0;
            if (compressed || encrypted)
            {
                _packed++;
                _tools.Add(writtenBy);
            }
        }
    }

    /// <summary>Sentences that tell their number and what it means; null if each archive is the file itself.</summary>
    /// <param name="meaning">What it means here, one or more sentences; {0} stands for the tools.</param>
    public string? Describe(string meaning)
    {
        lock (_tools)
        {
            string tools = string.Join(" and ", _tools);
            return _packed == 0
                ? null
                : $"Not the files themselves: {Digits.Of(_packed)} of {Quantity.Of(_all, "archive")}. {tools} "
                    + $"compressed {Digits.Of(_compressed)} and encrypted {Digits.Of(_encrypted)} of them. "
                    + string.Format(CultureInfo.InvariantCulture, meaning, tools);
        }
    }
}
