namespace Hone.Data;

/// <summary>Builds folds from a number a row.</summary>
internal static class Folds
{
    /// <summary>One fold for each part: its rows are the test rows, all others the training rows.</summary>
    public static Fold[] FromParts(ReadOnlySpan<int> partOf, int parts)
    {
        int[] sizes = new int[parts];
        foreach (int part in partOf)
            sizes[part]++;
        Fold[] folds = new Fold[parts];
        int[] filled = new int[parts];
        for (int part = 0; part < parts; part++)
            folds[part] = new Fold(new int[partOf.Length - sizes[part]], new int[sizes[part]]);
        for (int row = 0; row < partOf.Length; row++)
        {
            int own = partOf[row];
            int inTest = filled[own]++;
            folds[own].Test[inTest] = row;
            for (int part = 0; part < parts; part++)
            {
                // Rows of this part seen so far are the ones that its training rows skip.
                if (part != own)
                    folds[part].Train[row - filled[part]] = row;
            }
        }
        return folds;
    }

    /// <summary>One fold from a flag a row.</summary>
    public static Fold FromTest(ReadOnlySpan<bool> isTest)
    {
        List<int> train = [], test = [];
        for (int row = 0; row < isTest.Length; row++)
            (isTest[row] ? test : train).Add(row);
        return new Fold([.. train], [.. test]);
    }

    public static void RequireParts(int parts, int rows, string who, string what)
    {
        if (rows < parts)
            throw new ArgumentException(FormattableString.Invariant($"{who} cuts into {parts} folds, but there {(rows == 1 ? "is" : "are")} only {rows} {what}; ask for at most that many folds."));
    }
}
