using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hone.Numerics;

/// <summary>Checks at the public boundary. Each returns what it checked, so that a check fits into an initialiser.</summary>
/// <remarks>The sentence names the argument, what was found and what is accepted; callers inside the library assume the check was made.</remarks>
internal static class Require
{
    public static double AtLeastZero(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw Out(name, value, "a finite number of at least 0");

    public static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Out(name, value, "a finite number above 0");

    public static double Finite(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) ? value : throw Out(name, value, "a finite number");

    /// <summary>A number in [low, high].</summary>
    public static double Between(double value, double low, double high, [CallerMemberName] string name = "") =>
        value >= low && value <= high
            ? value
            : throw Out(name, value, FormattableString.Invariant($"a number from {low} to {high}"));

    /// <summary>A share in (0, 1].</summary>
    public static double Share(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw Out(name, value, "a share above 0 and at most 1");

    public static int AtLeast(int value, int least, [CallerMemberName] string name = "") =>
        value >= least ? value : throw Out(name, value, FormattableString.Invariant($"a whole number of at least {least}"));

    public static int Between(int value, int low, int high, [CallerMemberName] string name = "") =>
        value >= low && value <= high
            ? value
            : throw Out(name, value, FormattableString.Invariant($"a whole number from {low} to {high}"));

    public static void SameLength(int found, int expected, string name, string what)
    {
        if (found != expected)
            throw new ArgumentException(FormattableString.Invariant($"{name} has {found} entries but {what} has {expected}; they must agree."), name);
    }

    public static void Square(Matrix matrix, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.Rows != matrix.Columns)
            throw new ArgumentException(FormattableString.Invariant($"{name} must be square; it is {matrix.Rows} x {matrix.Columns}."), name);
    }

    /// <summary>Every value finite; names the first that is not.</summary>
    public static void AllFinite(Matrix matrix, string name)
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        for (int i = 0; i < matrix.Rows; i++)
        {
            int j = FirstNotFinite(matrix.Row(i));
            if (j >= 0)
                throw new ArgumentException(FormattableString.Invariant($"{name} must hold finite numbers; row {i}, column {j} is {matrix[i, j]}."), name);
        }
    }

    /// <summary>Every value finite; names the first that is not.</summary>
    public static void AllFinite(ReadOnlySpan<double> values, string name)
    {
        int i = FirstNotFinite(values);
        if (i >= 0)
            throw new ArgumentException(FormattableString.Invariant($"{name} must hold finite numbers; entry {i} is {values[i]}."), name);
    }

    private static int FirstNotFinite(ReadOnlySpan<double> values)
    {
        int i = 0;

        // A finite number less itself is 0; NaN and the infinities leave NaN.
        while (i <= values.Length - 8 && Vector512.EqualsAll(Vector512.Create(values.Slice(i, 8)) - Vector512.Create(values.Slice(i, 8)), Vector512<double>.Zero))
            i += 8;
        while (i < values.Length && double.IsFinite(values[i]))
            i++;
        return i < values.Length ? i : -1;
    }

    private static ArgumentOutOfRangeException Out(string name, object value, string accepted) =>
        new(name, value, FormattableString.Invariant($"{name} must be {accepted}; found {value}."));
}
