using Hone.Contracts;

namespace Hone.Models;

/// <summary>Makes sure, before a fit, that every rank means the same columns and the same classes.</summary>
internal static class RankAgreement
{
    /// <summary>Compares the names across the ranks.</summary>
    /// <exception cref="ArgumentException">The ranks' columns or targets differ.</exception>
    public static void Check(TrainingData data, FitContext context)
    {
        if (context.Ranks.Size == 1)
            return;
        IEnumerable<string> target = data.Y is ClassTarget classes ? classes.Classes : [FormattableString.Invariant($"{((NumberTarget)data.Y).Values.Columns}")];
        double[] own = [data.X.ColumnCount, Digest(data.X.Columns.Select(c => c.Name)), Digest(target)];
        double[][] all = context.Ranks.Gather(own);
        for (int rank = 1; rank < all.Length; rank++)
        {
            if (all[rank][0] != all[0][0] || all[rank][1] != all[0][1])
                throw new ArgumentException(FormattableString.Invariant($"Rank {rank} has {all[rank][0]} columns that are not rank 0's {all[0][0]}; every rank must hold the same columns in the same order."), nameof(data));
            if (all[rank][2] != all[0][2])
                throw new ArgumentException(FormattableString.Invariant($"Rank {rank}'s target does not list the classes, or the number of outputs, of rank 0; every rank must list the same ones in the same order."), nameof(data));
        }
    }

    // FNV-1a, cut to 52 bits so that a double carries it exactly; 0xFFFF parts the names.
    private static double Digest(IEnumerable<string> names)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (string name in names)
        {
            foreach (char c in name)
                hash = unchecked((hash ^ c) * 0x100000001B3);
            hash = unchecked((hash ^ 0xFFFF) * 0x100000001B3);
        }
        return hash >> 12;
    }
}
