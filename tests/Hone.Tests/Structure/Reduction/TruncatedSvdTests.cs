using Hone.Contracts;
using Hone.Numerics;
using Hone.Structure.Reduction;
using Hone.Tests.Numerics;

namespace Hone.Tests.Structure.Reduction;

/// <summary>The truncated decomposition against scikit-learn 1.2.1 (TruncatedSVD, ARPACK for the vectors and n_iter=20 for the variances) and the full one.</summary>
[Trait("topic", "pca")]
public sealed class TruncatedSvdTests
{
    [Fact]
    public void Directions_variances_and_coordinates_are_those_of_scikit_learn_for_sparse_and_dense_rows()
    {
        Matrix table = PrincipalComponentsTests.Table();
        TruncatedSvd method = new() { Components = 3, Iterations = 20 };
        foreach (Features x in new[] { new Features(table), new Features(SparseMatrix.FromDense(table)) })
        {
            ComponentProjection found = method.Fit(x);
            Near.Equal(
                [
                    0.18024038338377546, 0.2570523515484635, 0.3290885888039748, 0.4149510558121615, 0.5156774404244321, 0.595844436239663,
                    0.551214963299782, 0.31239576700223276, 0.41977970299384426, 0.30617996916399814, -0.44475273039064456, -0.3616694419503892,
                    -0.41642288820032825, 0.84849394417396, 0.0029660035847130783, -0.1902854728027467, 0.13667676333829487, -0.22749089851981474,
                ],
                found.Components.AsSpan(), absolute: 1e-10);
            Near.Equal([176.1864800921474, 24.489130326747436, 20.21770989243649], [.. found.SingularValues], relative: 1e-12);
            Near.Equal([118.01755690552106, 14.186936491716612, 10.160218532850976], [.. found.ExplainedVariance], relative: 1e-10);
            Near.Equal([0.7188423025282534, 0.08641231322634321, 0.06188566409819617], [.. found.ExplainedVarianceRatio], relative: 1e-10);
            Matrix coordinates = found.Transform(x);
            Near.Equal([29.237983262846413, -1.5673744212298757, 1.4882899493950232], coordinates.Row(17), absolute: 1e-9);
            MatrixAssert.Near(Svd.Decompose(table).Truncated(3), found.InverseTransform(coordinates), 1e-9);
            Assert.Empty(found.Mean);
            Assert.Equal(0.0, found.NoiseVariance);
        }
    }

    [Fact]
    public void Settings_count_workers_do_not()
    {
        // A flat spectrum, where every product of the method shows.
        SparseMatrix sparse = SparseMatrix.FromDense(Samples.Matrix(300, 120, 1).Map(v => Math.Abs(v) > 0.9 ? v : 0));
        Features x = new(sparse);
        TruncatedSvd method = new() { Components = 5 };
        ComponentProjection found = method.Fit(x, new FitContext(3));
        foreach (int workers in new[] { 1, 2, 8 })
            MatrixAssert.Same(found.Components, method.Fit(x, new FitContext(3, Workers: workers)).Components);
        double exact = Svd.Decompose(sparse.ToDense()).Values[..5].Sum();
        double Missing(TruncatedSvd other) => exact - other.Fit(x, new FitContext(3)).SingularValues.Sum();
        Assert.True(Missing(method) < Missing(method with { Iterations = 1 }));
        Assert.True(Missing(method) < Missing(method with { Oversampling = 0 }));
        Assert.NotEqual(Missing(method), exact - method.Fit(x, new FitContext(4)).SingularValues.Sum());
        Assert.Equal(2, new TruncatedSvd().Fit(x).SingularValues.Count);
    }

    [Fact]
    public void What_cannot_be_reduced_is_refused_with_a_reason()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedSvd { Components = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedSvd { Iterations = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedSvd { Oversampling = -1 });
        Assert.Throws<ArgumentException>(() => new TruncatedSvd { Components = 7 }.Fit(new Features(PrincipalComponentsTests.Table())));
        Matrix bad = PrincipalComponentsTests.Table();
        bad[3, 1] = double.NaN;
        Assert.Contains("'x2'", Assert.Throws<ArgumentException>(() => new TruncatedSvd().Fit(new Features(bad))).Message, StringComparison.Ordinal);
    }
}
