using System.Globalization;
using Hone.Data;

namespace Hone.Tests.Data.Csv;

[Collection("alone")] // it measures what the process allocates
public class LargeCsvTests
{
    [Fact]
    [Trait("long", "true")]
    public void A_million_rows_of_twenty_columns_are_read_within_three_times_their_own_size()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "large.csv");
        try
        {
            Write(path, rows: 1_000_000);
            GC.Collect();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Frame frame = Frame.ReadCsv(path);
            // What was allocated in all is an upper bound of what was ever held at once.
            long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.Equal((1_000_000, 20), (frame.RowCount, frame.Columns.Count));
            long own = frame.Columns.Sum(c => (long)c.Count * (c is CategoryColumn ? 4 : 8));
            Assert.InRange((double)allocated / own, 1, 3);
            Assert.Equal(12, frame.Columns.Count(c => c is NumberColumn));
            Assert.Equal(6, frame.Columns.Count(c => c is WholeColumn));
            Assert.Equal(5000, frame.Category("shop").Levels.Count);
            Assert.Equal(10_000, frame["x3"].MissingCount);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static void Write(string path, int rows)
    {
        using StreamWriter writer = new(path);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, 12).Select(j => $"x{j}").Concat(Enumerable.Range(0, 6).Select(j => $"n{j}")).Append("shop").Append("day")));
        Random random = new(1);
        Span<char> number = stackalloc char[32];
        DateTime start = new(2020, 1, 1);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < 12; j++)
            {
                if (j != 3 || i % 100 != 7)
                {
                    (random.NextDouble() * 1000).TryFormat(number, out int length, "F6", CultureInfo.InvariantCulture);
                    writer.Write(number[..length]);
                }
                writer.Write(',');
            }
            for (int j = 0; j < 6; j++)
            {
                writer.Write(random.Next(100_000));
                writer.Write(',');
            }
            writer.Write("shop ");
            writer.Write(i % 5000);
            writer.Write(',');
            writer.WriteLine(start.AddDays(i % 1000).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }
}
