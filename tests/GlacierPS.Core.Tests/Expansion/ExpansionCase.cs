using System.Security;
using GlacierPS.Core.Expansion;
using GlacierPS.Core.Naming;
using GlacierPS.Core.Protocol;

namespace GlacierPS.Core.Tests.Expansion;

/// <summary>A folder with packed files, and what they become in a folder beside it.</summary>
internal sealed class ExpansionCase : IDisposable
{
    private readonly TempFolder _temp = new();

    public ExpansionCase()
    {
        Directory.CreateDirectory(Packed);
        Directory.CreateDirectory(Target);
    }

    public string Packed => _temp.File("packed");

    public string Target => _temp.File("target");

    /// <summary>Everything that lies in the target: files with their content, folders with a slash.</summary>
    public IReadOnlyDictionary<string, string> Found =>
        Directory
            .EnumerateFileSystemEntries(Target, "*", SearchOption.AllDirectories)
            .ToDictionary(
                path => Path.GetRelativePath(Target, path).Replace('\\', '/') + (Directory.Exists(path) ? "/" : ""),
                path => Directory.Exists(path) ? "" : System.IO.File.ReadAllText(path)
            );

    public string File(string name) => Path.Join(Packed, name);

    public string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public GlacierPS.Core.Expansion.ExpandedArchive Expand(
        string name,
        string? password = null,
        Func<ExpansionRequest, ExpansionRequest>? request = null,
        Func<ExpansionOptions, ExpansionOptions>? options = null
    )
    {
        var asked = new ExpansionRequest { Path = File(name), Folder = Target };
        var how = new ExpansionOptions { Password = password is null ? null : Secure(password) };
        return ArchiveExpansion.Run(
            request?.Invoke(asked) ?? asked,
            options?.Invoke(how) ?? how,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>It has to be refused with this error, and the target has to be as it was.</summary>
    public string Refused(
        string errorId,
        string name,
        string? password = null,
        Func<ExpansionRequest, ExpansionRequest>? request = null,
        Func<ExpansionOptions, ExpansionOptions>? options = null
    )
    {
        string[] before = [.. Found.Keys];
        GlacierException error = Assert.ThrowsAny<GlacierException>(() => Expand(name, password, request, options));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(before, Found.Keys);
        if (password is not null)
        {
            Assert.DoesNotContain(password, error.ToString(), StringComparison.Ordinal);
        }

        return error.Message;
    }

    public static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (char character in text)
        {
            secure.AppendChar(character);
        }

        return secure;
    }

    public void Dispose() => _temp.Dispose();
}
