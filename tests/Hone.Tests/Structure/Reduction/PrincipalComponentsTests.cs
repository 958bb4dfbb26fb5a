using Hone.Contracts;
using Hone.Numerics;
using Hone.Structure.Reduction;
using Hone.Tests.Numerics;

namespace Hone.Tests.Structure.Reduction;

/// <summary>Principal components against scikit-learn 1.2.1 (PCA with svd_solver="full", its signs turned so that the entry of largest size of each component is positive), and against their definition.</summary>
[Trait("topic", "pca")]
public sealed class PrincipalComponentsTests
{
    /// <summary>xᵢⱼ = ((31i + 17j + 7ij) mod 101)/10 + j·(i mod 5).</summary>
    internal static Matrix Table(int rows = 40, int columns = 6)
    {
        Matrix x = new(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                x[i, j] = (((i * 31) + (j * 17) + (i * j * 7)) % 101 / 10.0) + (j * (i % 5));
        }
        return x;
    }

    private static void Scikit(ComponentProjection found)
    {
        Near.Equal(
            [
                0.055663056387032124, 0.13738044498560587, 0.23992685223098936, 0.3804007831365804, 0.5700126962841544, 0.6714492634084012,
                0.544146884230332, -0.3564433791531344, 0.32049497477717986, 0.5198502521129756, -0.4515379618539184, 0.0021074548099834223,
                -0.4367047608310736, 0.6340516760449162, 0.10380661810300218, 0.48601686690883555, -0.3938991151614871, -0.07157305474297332,
            ],
            found.Components.AsSpan(), absolute: 1e-12);
        Near.Equal([126.61472141107322, 11.513177616948035, 9.545479791938824], [.. found.ExplainedVariance], relative: 1e-12);
        Near.Equal([0.7519272534790973, 0.0683733449621731, 0.05668777155691051], [.. found.ExplainedVarianceRatio], relative: 1e-12);
        Near.Equal([70.27072032526674, 21.18994872719076, 19.29439586733967], [.. found.SingularValues], relative: 1e-12);
        Near.Equal([5.152500000000001, 7.1, 8.794999999999998, 10.742500000000001, 12.9425, 14.890000000000004], [.. found.Mean], relative: 1e-14);
        Near.Equal(6.90451688907311, found.NoiseVariance, relative: 1e-11);
    }

    [Fact]
    public void Components_variances_and_coordinates_are_those_of_scikit_learn()
    {
        Features x = new(Table());
        ComponentProjection found = new PrincipalComponents { Components = 3 }.Fit(x);
        Scikit(found);
        Scikit(new PrincipalComponents { Components = 3 }.Fit(new Features(SparseMatrix.FromDense(Table()))));
        Matrix coordinates = found.Transform(x);
        Near.Equal([-12.261338867695901, -2.7811427155883104, -1.5992675119722064], coordinates.Row(0), absolute: 1e-11);
        Near.Equal([3.9822679258185114, -2.0351875831313984, 0.2927315137334134], coordinates.Row(17), absolute: 1e-11);
        Near.Equal([4.138886976225227, 8.558121785956544, 9.128573083512375, 11.341637512603189, 16.016101046759797, 17.53865011096702], found.InverseTransform(coordinates).Row(17), absolute: 1e-11);

        ComponentProjection white = new PrincipalComponents { Components = 3, Whiten = true }.Fit(x);
        Matrix alike = white.Transform(x);
        Near.Equal([-1.0896720046701005, -0.8196447719490005, -0.5176333314522737], alike.Row(0), absolute: 1e-11);
        Near.Equal([0.35390636542088616, -0.5998005255535057, 0.0947481190861127], alike.Row(17), absolute: 1e-11);
        MatrixAssert.Near(found.InverseTransform(coordinates), white.InverseTransform(alike), 1e-12);
    }

    [Fact]
    public void More_columns_than_rows_go_by_the_rows_inner_products()
    {
        ComponentProjection found = new PrincipalComponents { Components = 3 }.Fit(new Features(Table().Transpose()));
        Near.Equal([866.4488751841733, 83.86667080252205, 74.6429252315018], [.. found.ExplainedVariance], relative: 1e-12);
        Near.Equal([0.10774927077019592, 0.04988325079173563, 0.08922273050710568, 0.17823759281316726, 0.24448521668984033], found.Components.Row(0)[..5], absolute: 1e-12);
        Near.Equal([0.020598835269359145, 0.009789920027651425, -0.026688493176125237, -0.21585357398033647, 0.29070877583171084], found.Components.Row(2)[..5], absolute: 1e-12);
        Near.Equal(35.47550959393421, found.NoiseVariance, relative: 1e-11);
        MatrixAssert.Orthonormal(found.Components.Transpose(), 1e-13);
    }

    [Theory]
    [InlineData(300, 20)]
    [InlineData(2500, 150)]
    [InlineData(9000, 3)]
    [InlineData(20, 300)]
    public void All_components_are_the_singular_vectors_of_the_centred_rows_and_give_the_rows_back(int rows, int columns)
    {
        Matrix values = Samples.Matrix(rows, columns, 1).Map(v => v + 3.0);
        Features x = new(values);
        ComponentProjection found = new PrincipalComponents().Fit(x);
        Svd svd = Svd.Decompose(values.SubtractFromEachRow(values.ColumnMeans()));
        Near.Equal(svd.Values, [.. found.SingularValues], absolute: 1e-11 * svd.Values[0]);
        int sure = Math.Min(rows - 1, columns);
        MatrixAssert.Near(svd.RightRows.RowRange(0, sure), found.Components.RowRange(0, sure), 1e-8);
        MatrixAssert.Near(values, found.InverseTransform(found.Transform(x)), 1e-11);
        Near.Equal(1.0, found.ExplainedVarianceRatio.Sum(), absolute: 1e-12);
        Assert.Equal(0.0, found.NoiseVariance, 1e-12);
    }

    [Fact]
    public void Directions_a_million_times_weaker_keep_their_digits()
    {
        // Singular values 1 … 1e-9 between orthonormal bases: squares would lose those below 1e-8 altogether.
        Matrix left = QR.Factor(Samples.Matrix(400, 10, 2)).Q;
        left = QR.Factor(left.SubtractFromEachRow(left.ColumnMeans())).Q;
        Matrix right = QR.Factor(Samples.Matrix(30, 10, 3)).Q;
        double[] values = [.. Enumerable.Range(0, 10).Select(i => Math.Pow(10, -i))];
        ComponentProjection found = new PrincipalComponents { Components = 10 }.Fit(new Features(left.ScaleColumns(values).TimesTranspose(right)));
        Near.Equal(values, [.. found.SingularValues], absolute: 1e-15, relative: 1e-13);
        MatrixAssert.Near(Matrix.Identity(10), found.Components.Times(right).Map(Math.Abs), 1e-6);
    }

    [Fact]
    public void Far_from_zero_unevenly_ordered_and_huge_rows_lose_no_digits()
    {
        Matrix plain = Samples.Matrix(3000, 5, 4);
        ComponentProjection expected = new PrincipalComponents().Fit(new Features(plain));
        ComponentProjection far = new PrincipalComponents().Fit(new Features(plain.Map(v => v + 1e6)));
        Near.Equal([.. expected.ExplainedVariance], [.. far.ExplainedVariance], relative: 1e-8);
        ComponentProjection huge = new PrincipalComponents().Fit(new Features(plain.Scale(1e200)));
        Near.Equal([.. expected.SingularValues.Select(v => v * 1e200)], [.. huge.SingularValues], relative: 1e-12);
        MatrixAssert.Near(expected.Components, huge.Components, 1e-10);

        // All rows that the rough mean is taken from say 0 in the first column; the others lie a million away.
        Matrix uneven = Samples.Matrix(100_000, 2, 5);
        for (int i = 0; i < uneven.Rows; i++)
            uneven[i, 0] += 1e6;
        for (int k = 0; k < 256; k++)
            uneven[(int)((long)k * uneven.Rows / 256), 0] = 0;
        double[] variances = uneven.ColumnVariances(lostDegrees: 1);
        ComponentProjection found = new PrincipalComponents().Fit(new Features(uneven));
        Near.Equal(variances.Sum(), found.ExplainedVariance.Sum(), relative: 1e-12);
        Near.Equal(variances[1], found.ExplainedVariance[1], relative: 1e-4);
    }

    [Fact]
    public void The_randomised_solver_agrees_with_the_full_one_and_follows_its_seed()
    {
        // 400 columns of rank 8 and a little noise: wide enough that products with a thin matrix are cheaper.
        Matrix values = Samples.Matrix(900, 8, 6).Times(Samples.Matrix(8, 400, 7)).Add(Samples.Matrix(900, 400, 8).Scale(0.01)).Map(v => v + 1.0);
        Features x = new(values);
        ComponentProjection full = new PrincipalComponents { Components = 4 }.Fit(x);
        PrincipalComponents method = new() { Components = 4, Solver = ComponentSolver.Randomized };
        ComponentProjection found = method.Fit(x, new FitContext(1));
        Near.Equal([.. full.ExplainedVariance], [.. found.ExplainedVariance], relative: 1e-10);
        Near.Equal([.. full.ExplainedVarianceRatio], [.. found.ExplainedVarianceRatio], relative: 1e-10);
        MatrixAssert.Near(full.Components, found.Components, 1e-8);
        Near.Equal(full.NoiseVariance, found.NoiseVariance, relative: 1e-9);
        foreach (int workers in new[] { 1, 2, 8 })
            MatrixAssert.Same(found.Components, method.Fit(x, new FitContext(1, Workers: workers)).Components);
        Assert.NotEqual(found.Components.AsSpan().ToArray(), method.Fit(x, new FitContext(2)).Components.AsSpan().ToArray());
        Assert.NotEqual(found.Components.AsSpan().ToArray(), (method with { PowerIterations = 0 }).Fit(x, new FitContext(1)).Components.AsSpan().ToArray());
        ComponentProjection sparse = method.Fit(new Features(SparseMatrix.FromDense(values)), new FitContext(1));
        Near.Equal([.. found.ExplainedVariance], [.. sparse.ExplainedVariance], relative: 1e-9);
        MatrixAssert.Near(found.Transform(x), sparse.Transform(new Features(SparseMatrix.FromDense(values))), 1e-7);
    }

    [Theory]
    [InlineData(5000, 12)]
    [InlineData(2000, 180)]
    [InlineData(30, 200)]
    public void Workers_change_no_bit_and_one_row_gives_the_bits_of_many(int rows, int columns)
    {
        Features x = new(Samples.Matrix(rows, columns, 9));
        PrincipalComponents method = new() { Components = 5, Whiten = true };
        ComponentProjection one = method.Fit(x, new FitContext(Workers: 1));
        Matrix coordinates = one.Transform(x, workers: 1);
        foreach (int workers in new[] { 2, 4, 8 })
        {
            ComponentProjection again = method.Fit(x, new FitContext(Workers: workers));
            MatrixAssert.Same(one.Components, again.Components);
            Assert.Equal(one.ExplainedVariance, again.ExplainedVariance);
            MatrixAssert.Same(coordinates, again.Transform(x, workers));
        }
        double[] row = new double[5];
        for (int i = 0; i < rows; i += 7)
        {
            one.Transform(x.Row(i, []), row);
            Assert.Equal(coordinates.Row(i).ToArray(), row);
        }
        Assert.Equal(0, Allocated.Least(() => one.Transform(x.Row(0, []), row)));
    }

    [Fact]
    public void A_stored_projection_gives_the_same_bits_and_a_damaged_one_is_refused()
    {
        Features x = new(Table());
        ComponentProjection found = new PrincipalComponents { Components = 3, Whiten = true }.Fit(x);
        PackageWriter writer = new();
        writer.Child("projection", found);
        ComponentProjection again = new PackageReader(writer.Document, HoneCatalogue.Value).Child<ComponentProjection>("projection");
        MatrixAssert.Same(found.Transform(x), again.Transform(x));
        MatrixAssert.Same(found.InverseTransform(found.Transform(x)), again.InverseTransform(again.Transform(x)));
        Assert.Equal(found.ExplainedVarianceRatio, again.ExplainedVarianceRatio);
        Assert.Equal(found.SingularValues, again.SingularValues);
        Assert.Equal(found.NoiseVariance, again.NoiseVariance);
        Assert.Equal(found.Inputs, again.Inputs);
        writer.Document.Root["projection"]!["content"]!["components"]!["rows"] = 2;
        Assert.Throws<InvalidDataException>(() => new PackageReader(writer.Document, HoneCatalogue.Value).Child<ComponentProjection>("projection"));
    }

    [Theory]
    [InlineData("total")]
    [InlineData("noise")]
    public void A_stored_projection_whose_variances_are_not_finite_is_refused(string name)
    {
        PackageWriter writer = new();
        writer.Child("projection", new PrincipalComponents { Components = 3 }.Fit(new Features(Table())));
        foreach (string bad in new[] { "NaN", "Infinity", "-Infinity" })
        {
            writer.Document.Root["projection"]!["content"]![name] = bad;
            Assert.Contains("is not finite", Assert.Throws<InvalidDataException>(() => new PackageReader(writer.Document, HoneCatalogue.Value).Child<ComponentProjection>("projection")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_cannot_be_reduced_is_refused_with_a_reason()
    {
        Features x = new(Table());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrincipalComponents { Components = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PrincipalComponents { PowerIterations = -1 });
        Assert.Contains("at most 6", Assert.Throws<ArgumentException>(() => new PrincipalComponents { Components = 7 }.Fit(x)).Message, StringComparison.Ordinal);
        Assert.Contains("need rows", Assert.Throws<ArgumentException>(() => new PrincipalComponents().Fit(new Features(new Matrix(0, 3)))).Message, StringComparison.Ordinal);
        Assert.Contains("categories", Assert.Throws<ArgumentException>(() => new PrincipalComponents().Fit(new Features(new Matrix(3, 1), [new FeatureColumn("c", ["a"])]))).Message, StringComparison.Ordinal);
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            foreach ((int rows, int columns) in new[] { (40, 6), (6, 40) })
            {
                Matrix values = Table(rows, columns);
                values[4, 3] = bad;
                Assert.Contains("'x4'", Assert.Throws<ArgumentException>(() => new PrincipalComponents().Fit(new Features(values))).Message, StringComparison.Ordinal);
            }
        }
        ComponentProjection found = new PrincipalComponents { Components = 2 }.Fit(x);
        Assert.Throws<ArgumentException>(() => found.Transform(new Features(Table(5, 4))));
        Assert.Throws<ArgumentException>(() => found.InverseTransform(new Matrix(2, 3)));
        Assert.Throws<ArgumentException>(() => found.Transform(new double[5], new double[2]));
        double[] gap = Table().Row(0).ToArray(), coordinates = new double[2];
        gap[2] = double.NaN;
        found.Transform(gap, coordinates);
        Assert.All(coordinates, value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public void Constant_columns_have_no_variance_to_explain()
    {
        Matrix same = new(5, 3, [.. Enumerable.Repeat(2.0, 15)]);
        ComponentProjection found = new PrincipalComponents { Whiten = true }.Fit(new Features(same));
        Assert.Equal([0.0], new PrincipalComponents().Fit(new Features(Table(1, 4))).ExplainedVariance);
        Assert.All(found.ExplainedVarianceRatio, ratio => Assert.Equal(0.0, ratio));
        Assert.All(found.Transform(new Features(same)).AsSpan().ToArray(), value => Assert.Equal(0.0, value));
        MatrixAssert.Orthonormal(found.Components.Transpose());
    }
}
