using FsCheck;
using FsCheck.Fluent;
using GlacierPS.Core.Transfer;

namespace GlacierPS.Core.Tests.Transfer;

public sealed class JournalFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_is_appended_is_there_when_it_is_opened_again_and_can_be_read_meanwhile()
    {
        string path = _temp.File("j");
        using (JournalFile journal = JournalFile.Open(path))
        {
            Assert.Empty(journal.Entries);
            journal.Append(Entry(1));
            journal.Append(Entry(2), toDisk: true);
            Assert.Equal([Entry(1), Entry(2)], JournalFile.Read(path));
        }

        using (JournalFile journal = JournalFile.Open(path))
        {
            Assert.Equal([Entry(1), Entry(2)], journal.Entries);
            journal.Append(Entry(3));
        }

        Assert.Equal([Entry(1), Entry(2), Entry(3)], JournalFile.Read(path));
    }

    [Fact]
    public void Every_line_is_JSON_by_itself()
    {
        using (JournalFile journal = JournalFile.Open(_temp.File("j")))
        {
            journal.Append(
                new JournalEntry
                {
                    Upload = new BegunUpload(
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
            using var json = System.Text.Json.JsonDocument.Parse(line);
            Assert.Equal(16, json.RootElement.GetProperty("sum").GetString()!.Length);
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
            using (JournalFile journal = JournalFile.Open(path))
            {
                Assert.Equal(length / line, journal.Entries.Count);
                journal.Append(Entry(9));
            }

            Assert.Equal([.. Enumerable.Range(1, length / line).Select(Entry), Entry(9)], JournalFile.Read(path));
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
                    return JournalFile.Read(path).SequenceEqual(Enumerable.Range(1, expected).Select(Entry));
                }
            )
        );
    }

    [Fact]
    public void Appends_of_many_threads_do_not_mix()
    {
        using (JournalFile journal = JournalFile.Open(_temp.File("j")))
        {
            Parallel.For(0, 500, i => journal.Append(Entry(i)));
        }

        Assert.Equal(500, JournalFile.Read(_temp.File("j")).Distinct().Count());
    }

    private static JournalEntry Entry(int i) => new() { Done = new FinishedRange($"{i:D3}-{i:D3}", $"größe {i:D3}") };

    private byte[] Written(int entries)
    {
        string path = _temp.File("written");
        using (JournalFile journal = JournalFile.Open(path))
        {
            for (int i = 1; i <= entries; i++)
            {
                journal.Append(Entry(i));
            }
        }

        return File.ReadAllBytes(path);
    }
}
