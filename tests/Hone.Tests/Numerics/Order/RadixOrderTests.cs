using Hone.Numerics;

namespace Hone.Tests.Numerics.Order;

public class RadixOrderTests
{
    [Fact]
    public void Keys_come_out_sorted_and_things_alike_keep_their_order_at_any_number_of_workers()
    {
        Random random = new(3);
        foreach (int count in new[] { 0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 200_003 })
        {
            ulong[] minor = [.. Enumerable.Range(0, count).Select(_ => (ulong)random.Next(7))];
            ulong[] major = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? (ulong)random.NextInt64() : (ulong)random.Next(300))];
            int[] expected = [.. Enumerable.Range(0, count).OrderBy(i => major[i]).ThenBy(i => minor[i])];
            ulong[] sorted = [.. major.Order()];
            foreach (int workers in new[] { 1, 2, 4, 8 })
            {
                RadixOrder order = new(count, workers);
                order.By(minor, 3);
                order.By(major, 64);
                Assert.Equal(expected, order.Places);
                ulong[] keys = [.. major, 1, 0], spare = new ulong[count + 2];
                RadixOrder.Sort(ref keys, ref spare, count, workers);
                Assert.Equal(sorted, keys[..count]);
            }
        }
    }

    [Fact]
    public void Keys_order_as_the_numbers_do_and_give_them_back()
    {
        double[] doubles = [double.NegativeInfinity, double.MinValue, -1.5, -double.Epsilon, 0.0, double.Epsilon, 1.5, double.MaxValue, double.PositiveInfinity];
        long[] longs = [long.MinValue, -2, -1, 0, 1, long.MaxValue];
        Assert.Equal(doubles.Select(RadixOrder.Key).Order(), doubles.Select(RadixOrder.Key));
        Assert.Equal(longs.Select(RadixOrder.Key).Order(), longs.Select(RadixOrder.Key));
        Assert.Equal(doubles, doubles.Select(v => RadixOrder.Number(RadixOrder.Key(v))));
        Assert.Equal(longs, longs.Select(v => RadixOrder.Whole(RadixOrder.Key(v))));
        Assert.Equal(RadixOrder.Key(0.0), RadixOrder.Key(-0.0));
    }
}
