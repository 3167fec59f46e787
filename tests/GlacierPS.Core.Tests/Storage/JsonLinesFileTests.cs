using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Storage;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Tests.Storage;

public sealed class JsonLinesFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_is_appended_is_there_when_it_is_opened_again_and_can_be_read_meanwhile()
    {
        string path = _temp.File("j");
        using (JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(path, JournalJson.Default.JournalEntry))
        {
            Assert.Empty(journal.Entries);
            journal.Append(Entry(1));
            journal.Append(Entry(2), toDisk: true);
            Assert.Equal([Entry(1), Entry(2)], JsonLinesFile.Read(path, JournalJson.Default.JournalEntry));
        }

        using (JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(path, JournalJson.Default.JournalEntry))
        {
            Assert.Equal([Entry(1), Entry(2)], journal.Entries);
            journal.Append(Entry(3));
        }

        Assert.Equal([Entry(1), Entry(2), Entry(3)], JsonLinesFile.Read(path, JournalJson.Default.JournalEntry));
    }

    [Fact]
    public void Every_line_is_a_checksum_and_JSON()
    {
        using (
            JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(_temp.File("j"), JournalJson.Default.JournalEntry)
        )
        {
            journal.Append(
                new JournalEntry
                {
                    Upload = new UploadState(
                        "c",
                        "v",
                        "-id",
                        "/a \"b\"\n\\c",
                        1,
                        DateTime.UnixEpoch,
                        2,
                        null,
                        DateTime.UnixEpoch
                    ),
                }
            );
            journal.Append(Entry(2));
        }

        foreach (string line in File.ReadAllLines(_temp.File("j")))
        {
            Assert.Matches("^[0-9a-f]{8} ", line);
            using var json = System.Text.Json.JsonDocument.Parse(line[9..]);
            Assert.Equal(System.Text.Json.JsonValueKind.Object, json.RootElement.ValueKind);
        }
    }

    [Fact]
    public void Cut_anywhere_it_keeps_the_whole_lines_and_goes_on_behind_them()
    {
        byte[] bytes = Written(3);
        int line = bytes.Length / 3;
        for (int length = 0; length <= bytes.Length; length++)
        {
            string path = _temp.File("cut");
            File.WriteAllBytes(path, bytes[..length]);
            using (JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(path, JournalJson.Default.JournalEntry))
            {
                Assert.Equal(length / line, journal.Entries.Count);
                journal.Append(Entry(9));
            }

            Assert.Equal(
                [.. Enumerable.Range(1, length / line).Select(Entry), Entry(9)],
                JsonLinesFile.Read(path, JournalJson.Default.JournalEntry)
            );
        }
    }

    [Fact]
    public void A_line_with_any_byte_changed_does_not_count_nor_what_stands_behind_it()
    {
        byte[] bytes = Written(3);
        int line = bytes.Length / 3;
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                (
                    from at in Gen.Choose(0, bytes.Length - 1)
                    from value in Gen.Choose(0, 255)
                    select (at, (byte)value)
                ).ToArbitrary(),
                change =>
                {
                    byte[] changed = [.. bytes];
                    changed[change.at] = change.Item2;
                    string path = _temp.File(Guid.NewGuid().ToString());
                    File.WriteAllBytes(path, changed);
                    int expected = bytes[change.at] == change.Item2 ? 3 : change.at / line;
                    return JsonLinesFile
                        .Read(path, JournalJson.Default.JournalEntry)
                        .SequenceEqual(Enumerable.Range(1, expected).Select(Entry));
                }
            )
        );
    }

    [Fact]
    public void Appends_of_many_threads_do_not_mix()
    {
        using (
            JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(_temp.File("j"), JournalJson.Default.JournalEntry)
        )
        {
            Parallel.For(0, 500, i => journal.Append(Entry(i)));
        }

        Assert.Equal(500, JsonLinesFile.Read(_temp.File("j"), JournalJson.Default.JournalEntry).Distinct().Count());
    }

    [Fact]
    public void C06_A_file_above_2_GiB_is_read_as_far_as_it_is_ours()
    {
        string path = _temp.File("large");
        using (JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(path, JournalJson.Default.JournalEntry))
        {
            journal.Append(Entry(1));
        }

        using (FileStream file = File.OpenWrite(path))
        {
            // A hole: it takes no room on the disk.
            file.SetLength((2L << 30) + 1);
        }

        Assert.Equal([Entry(1)], JsonLinesFile.Read(path, JournalJson.Default.JournalEntry));
    }

    [Fact]
    public void C09_A_journal_is_for_its_user_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string folder = Path.Combine(_temp.Path, "state", "transfers");
        OwnFiles.CreateFolder(folder);
        string path = Path.Combine(folder, "j");
        JsonLinesFile.Open(path, JournalJson.Default.JournalEntry).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder)
        );
    }

    private static JournalEntry Entry(int i) => new() { Done = new FinishedRange($"{i:D3}-{i:D3}", $"größe {i:D3}") };

    private byte[] Written(int entries)
    {
        string path = _temp.File("written");
        using (JsonLinesFile<JournalEntry> journal = JsonLinesFile.Open(path, JournalJson.Default.JournalEntry))
        {
            for (int i = 1; i <= entries; i++)
            {
                journal.Append(Entry(i));
            }
        }

        return File.ReadAllBytes(path);
    }
}
