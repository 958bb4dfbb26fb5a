using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

[Trait("topic", "elastic-net")]
public class ElasticNetTests
{
    private static readonly (Matrix Z, double[] Y) Diabetes = LassoTests.Standard();

    // scikit-learn 1.2.1, ElasticNet(alpha, l1_ratio, tol=1e-15, max_iter=1000000) on the diabetes table, columns standardised.
    [Theory]
    [InlineData(1, 0.5, new[] { 0.6378246695624954, -5.691797194424008, 18.097526985873333, 11.405596257393492, -0.24097470272662697, -2.3664270267034713, -8.221762156507706, 5.29713479473752, 15.44821306726167, 5.05730699009366 })]
    [InlineData(0.1, 0.2, new[] { 0.0, -10.08077944643552, 23.623615545506848, 14.512532598043196, -4.627585129200718, -2.975955848467951, -8.86140333678855, 5.388123514762047, 21.704058088610502, 3.9786847403816066 })]
    [InlineData(1, 0.9, new[] { 0.0, -8.349750084029006, 23.062319508578593, 13.547070794736767, -2.010548646233125, -2.4363451998611674, -9.842648226163224, 2.8536938455740155, 20.719139646254362, 3.535520491100816 })]
    public void Coefficients_are_those_of_scikit_learn(double penalty, double ratio, double[] expected)
    {
        LinearModel model = new ElasticNet { Penalty = penalty, L1Ratio = ratio, Tolerance = 1e-13 }.Fit(Diabetes.Z, Diabetes.Y);
        Near.Equal(expected, model.Coefficients, relative: 1e-6);
    }

    // scikit-learn 1.2.1, ElasticNet(alpha=1, l1_ratio=0.5, tol=1e-15) with sample_weight = 1 + arange(442) % 3.
    [Fact]
    public void Weighted_coefficients_are_those_of_scikit_learn()
    {
        TrainingData data = Tables.Data(Diabetes.Z, Diabetes.Y) with { Weights = [.. Enumerable.Range(0, 442).Select(i => 1.0 + (i % 3))] };
        LinearModel model = new ElasticNet { Tolerance = 1e-13 }.Fit(data);
        Near.Equal([0.2387330652313887, -4.534328509621344, 17.57122970253375, 10.796399153505055, -0.22459419030566302, -1.5110797754068368, -8.495210179447287, 5.514595209119574, 14.682522042005758, 5.008306126185408], model.Coefficients, relative: 1e-6);
        Near.Equal(152.5242527370229, model.Intercept, relative: 1e-10);
        LinearModel repeated = new ElasticNet { Tolerance = 1e-13 }.Fit(ModelChecks.Duplicated(Tables.Data(Diabetes.Z, Diabetes.Y), [.. Enumerable.Range(0, 442).Select(i => 1 + (i % 3))]));
        Near.Equal(repeated.Coefficients, model.Coefficients, relative: 1e-7);
    }

    [Fact]
    public void A_ratio_of_one_is_the_lasso_and_of_zero_a_ridge_of_n_penalties()
    {
        LinearModel lasso = new Lasso { Penalty = 2 }.Fit(Diabetes.Z, Diabetes.Y);
        Near.Equal(lasso.Coefficients, new ElasticNet { Penalty = 2, L1Ratio = 1 }.Fit(Diabetes.Z, Diabetes.Y).Coefficients);
        LinearModel ridge = new Ridge { Penalty = 442 * 2 }.Fit(Diabetes.Z, Diabetes.Y);
        Near.Equal(ridge.Coefficients, new ElasticNet { Penalty = 2, L1Ratio = 0, Tolerance = 1e-14 }.Fit(Diabetes.Z, Diabetes.Y).Coefficients, relative: 1e-6);
    }

    [Fact]
    public void Twin_columns_share_their_coefficient()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 50, columns: 3, seed: 3);
        for (int i = 0; i < 50; i++)
            x[i, 1] = x[i, 0];
        LinearModel model = new ElasticNet { Penalty = 0.1, Tolerance = 1e-14 }.Fit(x, y);
        Near.Equal(model.Coefficients[0], model.Coefficients[1], relative: 1e-5);
    }

    [Fact]
    public void Settings_that_matter_change_the_model()
    {
        double[] plain = new ElasticNet().Fit(Diabetes.Z, Diabetes.Y).Coefficients.ToArray();
        foreach (ElasticNet other in (ElasticNet[])[new() { Penalty = 2 }, new() { L1Ratio = 0.6 }, new() { NonNegative = true }])
            other.Fit(Diabetes.Z, Diabetes.Y).Coefficients.ToArray().ShouldNotBe(plain);
        LinearModel origin = new ElasticNet { FitIntercept = false }.Fit(Diabetes.Z, Diabetes.Y);
        origin.Intercept.ShouldBe(0);
        ElasticNet proposed = (ElasticNet)new ElasticNet().Propose(new Trial(0, d => d.Low));
        (proposed.Penalty, proposed.L1Ratio).ShouldBe((1e-4, 0.05));
    }

    [Fact]
    public void Every_contract_of_a_model_holds()
    {
        (Matrix x, double[] y) = Samples.Linear(rows: 1300, columns: 11, seed: 1);
        ModelChecks.All(new ElasticNet { Penalty = 0.1 }, Tables.Data(x, y), 1e-7);
    }
}
