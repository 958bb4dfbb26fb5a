namespace Hone.Recipes;

/// <summary>The minimum of a smooth function of one number, by golden sections and parabolas.</summary>
/// <remarks>Source: R. P. Brent, "Algorithms for Minimization without Derivatives", chapter 5, 1973.</remarks>
internal static class BrentMinimum
{
    private const double Golden = 0.3819660112501051;

    // A minimum is flat: closer than the square root of the precision its place cannot be told.
    private const double Tolerance = 1.48e-8;

    private const int MostSteps = 200;

    /// <summary>Widens [a, b] downhill until a minimum lies within, then finds it.</summary>
    public static double Find(double a, double b, Func<double, double> f)
    {
        double fa = f(a), fb = f(b);
        if (fa < fb)
            (a, b, fa, fb) = (b, a, fb, fa);
        double c = b + ((b - a) * 1.618034), fc = f(c);
        for (int step = 0; step < 20 && fc < fb; step++)
        {
            (a, b, fb) = (b, c, fc);
            c = b + ((b - a) * 1.618034);
            fc = f(c);
        }
        return Within(Math.Min(a, c), Math.Max(a, c), f);
    }

    private static double Within(double low, double high, Func<double, double> f)
    {
        double x = low + (Golden * (high - low)), w = x, v = x;
        double fx = f(x), fw = fx, fv = fx, d = 0, e = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            double middle = (low + high) / 2, tolerance = (Tolerance * Math.Abs(x)) + 1e-11;
            if (Math.Abs(x - middle) <= (2 * tolerance) - ((high - low) / 2))
                break;
            bool golden = true;
            if (Math.Abs(e) > tolerance)
            {
                double r = (x - w) * (fx - fv), q = (x - v) * (fx - fw), p = ((x - v) * q) - ((x - w) * r);
                q = 2 * (q - r);
                if (q > 0)
                    p = -p;
                q = Math.Abs(q);
                if (Math.Abs(p) < Math.Abs(q * e / 2) && p > q * (low - x) && p < q * (high - x))
                {
                    (e, d, golden) = (d, p / q, false);
                    double u1 = x + d;
                    if (u1 - low < 2 * tolerance || high - u1 < 2 * tolerance)
                        d = x < middle ? tolerance : -tolerance;
                }
            }
            if (golden)
            {
                e = x < middle ? high - x : low - x;
                d = Golden * e;
            }
            double u = Math.Abs(d) >= tolerance ? x + d : x + (d > 0 ? tolerance : -tolerance), fu = f(u);
            if (fu <= fx)
            {
                if (u < x)
                    high = x;
                else
                    low = x;
                (v, w, x, fv, fw, fx) = (w, x, u, fw, fx, fu);
                continue;
            }
            if (u < x)
                low = u;
            else
                high = u;
            if (fu <= fw || w == x)
                (v, w, fv, fw) = (w, u, fw, fu);
            else if (fu <= fv || v == x || v == w)
                (v, fv) = (u, fu);
        }
        return x;
    }
}
