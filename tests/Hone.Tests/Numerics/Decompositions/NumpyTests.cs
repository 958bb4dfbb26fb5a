using Hone.Numerics;

namespace Hone.Tests.Numerics;

/// <summary>Agreement with numpy 1.24.2's numpy.linalg on the matrices of <see cref="Samples"/>, whose generator was written again in Python for the purpose.</summary>
public sealed class NumpyTests
{
    private static readonly Matrix Square = Samples.Matrix(12, 12, 41), Tall = Samples.Matrix(30, 8, 43);

    private static readonly double[] EigenReal = [2.0831701840342545, 0.6436075699257194, 0.6436075699257194, -1.561204113204424, -1.561204113204424, -0.44092272700693813, -0.44092272700693813, -1.102565261819931, 0.7164789544582362, 0.7164789544582362, -0.05059783179286832, -0.05059783179286832];

    private static readonly double[] EigenImaginary = [0.0, 1.8592264593791559, -1.8592264593791559, 0.8491596964024023, -0.8491596964024023, 1.1826808319865976, -1.1826808319865976, 0.0, 0.7256361858429117, -0.7256361858429117, 0.8814425836817844, -0.8814425836817844];

    private static readonly double[] SymmetricValues = [5.014852180378323, 3.2592305247761217, 2.6671547503719197, 1.957284376286891, 1.7227592596006847, -0.07408662983940272, -0.6616088800886799, -1.0498936667822993, -2.6579605132067, -3.086450803065037, -3.7151789991902926, -4.185444345293975];

    private static readonly double[] Solution = [3.7394239389706336, -0.41632020440722145, 0.16593710551990187, -1.8180455455769915, -0.422206052101896, -0.11450612411719585, 3.10249518118499, 1.7666190767512313, -0.2299033791551602, 2.2687377091329513, 2.1810124770533115, -1.728065559655247];

    private static readonly double[] SingularValues = [4.0841493537991225, 3.6723092041894416, 3.2013105033280285, 3.115408791054596, 2.7707471850786165, 2.452558812866801, 2.1285933927237766, 1.952725692618844];

    private static readonly double[] LeastSquares = [-0.2295957109387416, 0.1067365500648727, -0.0668984333215345, 0.09345373491820864, 0.15348889839112972, 0.011304313115470602, -0.19670023134664363, -0.08918162942161428];

    [Fact]
    public void The_matrices_are_the_same() =>
        Assert.Equal([-0.3991881207751504, 0.038559166348086205, 0.06590061658434232], Square.Row(0)[..3].ToArray());

    [Fact]
    [Trait("topic", "matrix-operations")]
    public void Determinant_solution_and_inverse()
    {
        LU lu = LU.Factor(Square);
        Near.Equal(-36.26421761914918, lu.Determinant, relative: 1e-12);
        Near.Equal(Solution, lu.Solve(Samples.Vector(12, 42)), absolute: 1e-12);
        Near.Equal([-0.20187513359857642, 0.7946015140744496, -0.1783290322573805, -0.6151336998868221], lu.Inverse().Row(3)[..4], absolute: 1e-12);
    }

    [Fact]
    [Trait("topic", "matrix-operations")]
    public void Cholesky_and_QR_factors()
    {
        Near.Equal([-0.11819576469649859, -0.12337129648903113, 0.9263020017012565, -0.2495030719219915, 0.19742263291548362, -0.7728375217700675, -0.5605778646312518, 2.7354488559511267], Cholesky.Factor(Tall.Gram()).Lower.Row(7), absolute: 1e-12);
        Near.Equal([2.1401652419594517, 2.6838667828333005, 3.1926629760730085, 3.221930747068802, 2.904701471829496, 2.8275975470476253, 3.1827955294359476, 2.7354488559511267], QR.Factor(Tall).R.DiagonalValues().Map(Math.Abs), absolute: 1e-12);
        Near.Equal(LeastSquares, QR.Factor(Tall).Solve(Samples.Vector(30, 44)), absolute: 1e-12);
        Near.Equal(LeastSquares, QR.Factor(Tall, pivot: true).Solve(Samples.Vector(30, 44)), absolute: 1e-12);
        Near.Equal(LeastSquares, Svd.Decompose(Tall).Solve(Samples.Vector(30, 44)), absolute: 1e-12);
    }

    [Fact]
    [Trait("topic", "eigendecomposition")]
    public void Eigenvalues()
    {
        Near.Equal(SymmetricValues, SymmetricEigen.Decompose(Square.Add(Square.Transpose())).Values, absolute: 1e-13);
        GeneralEigen eigen = GeneralEigen.Decompose(Square);
        Near.Equal(EigenReal, Array.ConvertAll(eigen.Values, value => value.Real), absolute: 1e-12);
        Near.Equal(EigenImaginary, Array.ConvertAll(eigen.Values, value => value.Imaginary), absolute: 1e-12);
    }

    [Fact]
    [Trait("topic", "svd")]
    public void Singular_values_and_the_pseudo_inverse()
    {
        Svd svd = Svd.Decompose(Tall);
        Near.Equal(SingularValues, svd.Values, absolute: 1e-13);
        Near.Equal(SingularValues, Svd.Decompose(Tall.Transpose()).Values, absolute: 1e-13);
        Near.Equal([0.0960110366457139, -0.12181170473033896, 0.13729958185859364, -0.0063468372631683605, 0.06479582473813918], svd.PseudoInverse().Row(0)[..5], absolute: 1e-13);
    }
}
