using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Models;

/// <summary>What the readers of stored models have in common: names of classes, and numbers that must be finite.</summary>
internal static class StoredModels
{
    /// <summary>"classes" and "positive": at least one class, no name twice, and a positive one within the two, or −1.</summary>
    public static (string[] Classes, int Positive) ClassNames(this PackageReader reader)
    {
        string[] classes = reader.Texts("classes");
        if (classes.Length == 0 || classes.Distinct(StringComparer.Ordinal).Count() != classes.Length)
            throw reader.Fault("classes", "names no class, or one twice");
        return (classes, classes.Length == 2 ? reader.Whole("positive", 0, 1) : reader.Whole("positive", -1, -1));
    }

    /// <summary>An array of finite numbers.</summary>
    public static double[] FiniteNumbers(this PackageReader reader, string name, int? length = null)
    {
        double[] values = reader.Numbers(name, length);
        return Array.TrueForAll(values, double.IsFinite) ? values : throw reader.Fault(name, "holds a number that is not finite");
    }

    /// <summary>A matrix of finite numbers.</summary>
    public static Matrix FiniteMatrix(this PackageReader reader, string name)
    {
        Matrix matrix = reader.Matrix(name);
        return Kernels.AllFinite(matrix.AsSpan()) ? matrix : throw reader.Fault(name, "holds a number that is not finite");
    }

    /// <summary>A finite number.</summary>
    public static double FiniteNumber(this PackageReader reader, string name)
    {
        double value = reader.Number(name);
        return double.IsFinite(value) ? value : throw reader.Fault(name, "is not finite");
    }
}
