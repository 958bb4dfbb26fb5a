using System.Globalization;
using Hone.Contracts;
using Hone.Numerics;

namespace Hone.Bench;

/// <summary>The files of one data set, as the peers' generator wrote them: <c>name.part.npy</c>, or another ending for text.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="name">The set's name, or null for a task that makes its own data.</param>
internal sealed class DataSet(string folder, string? name)
{
    /// <summary>The path of a part that is not an array, for example ("csv", "csv").</summary>
    public string File(string part, string ending) => Path.Combine(folder, $"{name}.{part}.{ending}");

    public bool Has(string part) => System.IO.File.Exists(File(part, "npy"));

    /// <summary>A two-dimensional part as doubles.</summary>
    public Matrix Matrix(string part)
    {
        Npy array = Npy.Open(File(part, "npy"));
        return new Matrix(array.Rows, array.Columns, array.Doubles());
    }

    /// <summary>A part as one row of doubles.</summary>
    public double[] Doubles(string part) => Npy.Open(File(part, "npy")).Doubles();

    /// <summary>A two-dimensional part as the floats that it holds.</summary>
    public float[] Floats(string part) => Npy.Open(File(part, "npy")).Floats();

    /// <summary>A part of whole numbers.</summary>
    public int[] Integers(string part) => Array.ConvertAll(Doubles(part), value => (int)value);

    /// <summary>A part of class numbers as a target; classes are named by their numbers in ascending order.</summary>
    public ClassTarget Classes(string part)
    {
        int[] values = Integers(part);
        int[] distinct = [.. values.Distinct().Order()];
        return new ClassTarget(
            Array.ConvertAll(values, value => Array.BinarySearch(distinct, value)),
            Array.ConvertAll(distinct, value => value.ToString(CultureInfo.InvariantCulture)));
    }
}
