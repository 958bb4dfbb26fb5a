using Hone.Contracts;

namespace Hone.Tests.Contracts.Collectives;

public sealed class InProcessRanksTests
{
    [Fact]
    public void Sums_are_the_same_on_every_rank()
    {
        double[][] results = InProcessRanks.Run(3, ranks =>
        {
            double[] values = [ranks.Rank + 1, 0.1];
            ranks.AllReduce(values);
            return values;
        });
        results.ShouldAllBe(r => r.SequenceEqual(new[] { 6.0, 0.1 + 0.1 + 0.1 }));
    }

    [Fact]
    public void Gather_gives_each_ranks_values_by_rank_and_broadcast_the_roots()
    {
        InProcessRanks.Run(2, ranks =>
        {
            double[][] all = ranks.Gather(new double[ranks.Rank + 1]);
            all.Select(a => a.Length).ShouldBe([1, 2]);
            double[] values = [ranks.Rank];
            ranks.Broadcast(values, root: 1);
            return values[0];
        }).ShouldBe([1, 1]);
    }

    [Fact]
    public void A_rank_that_makes_fewer_calls_is_an_error_and_not_a_hang()
    {
        for (int round = 0; round < 50; round++)
        {
            Should.Throw<InvalidOperationException>(() => InProcessRanks.Run(2, ranks =>
            {
                for (int call = 0; call <= ranks.Rank; call++)
                    ranks.AllReduce(new double[1]);
                return 0;
            })).Message.ShouldContain("finished");
        }
    }

    [Fact]
    public void A_rank_that_fails_releases_the_others_and_its_sentence_is_the_one_thrown() =>
        Should.Throw<ArgumentException>(() => InProcessRanks.Run(2, ranks =>
        {
            if (ranks.Rank == 1)
                throw new ArgumentException("row 3");
            ranks.AllReduce(new double[1]);
            return 0;
        })).Message.ShouldBe("row 3");

    [Fact]
    public void Different_calls_at_one_meeting_are_an_error() =>
        Should.Throw<InvalidOperationException>(() => InProcessRanks.Run(2, ranks =>
        {
            if (ranks.Rank == 0)
                ranks.Gather(new double[1]);
            else
                ranks.AllReduce(new double[1]);
            return 0;
        })).Message.ShouldContain("the same calls");
}
