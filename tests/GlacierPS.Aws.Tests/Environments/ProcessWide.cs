namespace GlacierPS.Aws.Tests.Environments;

/// <summary>
/// Tests that set what the whole process shares (variables, the SDK's clock) or measure it: one at a time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class ProcessWide
{
    public const string Name = "process-wide";
}

/// <summary>Variables for the length of a test.</summary>
internal sealed class Variables : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public Variables(params (string Name, string? Value)[] variables)
    {
        foreach ((string name, string? value) in variables)
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}

/// <summary>A line that is none, in the credentials file, for the length of a test.</summary>
internal sealed class BrokenCredentialsFile : IDisposable
{
    private readonly string _file = Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE")!;
    private readonly string _before;

    public BrokenCredentialsFile(string line)
    {
        _before = File.ReadAllText(_file);
        File.WriteAllText(_file, _before + "\n" + line + "\n");
    }

    public void Dispose() => File.WriteAllText(_file, _before);
}
