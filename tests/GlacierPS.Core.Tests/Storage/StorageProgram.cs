using GlacierPS.Core.Storage;
using Xunit.Runner.InProc.SystemConsole;

namespace GlacierPS.Core.Tests.Storage;

/// <summary>
/// The test assembly as a program of its own: one operation on the disk, for <see cref="FailingFsync"/>. It prints
/// <c>done</c>, or the number, the path and the message of the error. With other arguments it is the program that runs
/// the tests: xunit.v3 starts the assembly for that.
/// </summary>
internal static class StorageProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["write", string path]:
                    using (FileStream file = File.Create(path))
                    {
                        file.Write("abc"u8);
                        DurableFile.Flush(file);
                    }

                    break;
                case ["rename", string source, string target]:
                    DurableFile.Rename(source, target, overwrite: true);
                    break;
                case ["create-folder", string path]:
                    DurableFile.CreateFolder(path);
                    break;
                default:
                    return await ConsoleRunner.Run(arguments);
            }

            Console.WriteLine("done");
        }
        catch (FlushFailedException error)
        {
            Console.WriteLine($"{error.HResult} {error.Path} {error.Message}");
        }

        return 0;
    }
}
