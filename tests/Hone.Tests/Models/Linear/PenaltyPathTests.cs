using Hone.Contracts;
using Hone.Models.Linear;
using Hone.Numerics;

namespace Hone.Tests.Models.Linear;

[Trait("topic", "elastic-net")]
public class PenaltyPathTests
{
    private static readonly (Matrix Z, double[] Y) Diabetes = LassoTests.Standard();

    // scikit-learn 1.2.1, enet_path(Z, y − mean, l1_ratio, n_alphas=5, eps=1e-2, tol=1e-14): points 1, 2 and 4.
    [Fact]
    public void A_lasso_path_is_that_of_scikit_learn()
    {
        IReadOnlyList<PathPoint> path = new Lasso { Tolerance = 1e-13 }.Path(Tables.Data(Diabetes.Z, Diabetes.Y), points: 5, span: 1e-2);
        Near.Equal([45.160030020462905, 14.28085540662432, 4.516003002046291, 1.428085540662432, 0.451600300204629], [.. path.Select(p => p.Penalty)], relative: 1e-12);
        Near.Equal(new double[10], path[0].Model.Coefficients, absolute: 1e-12);
        Near.Equal([0.0, 0, 20.96668003352622, 4.222596315959682, 0.0, 0.0, -0.4622013739249789, 0.0, 18.095203678342212, 0.0], path[1].Model.Coefficients, relative: 1e-6);
        Near.Equal([0.0, -3.0323267972188033, 24.282236347272043, 10.833471599283628, 0, 0, -7.678131745239485, 0.0, 21.358039748233978, 0.0], path[2].Model.Coefficients, relative: 1e-6);
        Near.Equal([0, -10.382100533365247, 25.000771006000058, 14.72670795368535, -8.079296180167665, 0.0, -8.193749787841492, 3.657287329702917, 25.005666219672584, 2.9393734657365145], path[4].Model.Coefficients, relative: 1e-6);
    }

    [Fact]
    public void An_elastic_net_path_is_that_of_scikit_learn()
    {
        IReadOnlyList<PathPoint> path = new ElasticNet { Tolerance = 1e-13 }.Path(Tables.Data(Diabetes.Z, Diabetes.Y), points: 5, span: 1e-2);
        Near.Equal([90.32006004092582, 28.561710813248645, 9.032006004092581, 2.856171081324864, 0.9032006004092581], [.. path.Select(p => p.Penalty)], relative: 1e-12);
        Near.Equal([0.0, 0.0, 1.8701801559392803, 1.148295473315731, 0.0, 0.0, -0.8867329410140872, 1.0289387455262513, 1.7433178808059973, 0.8190177824984862], path[1].Model.Coefficients, relative: 1e-6);
        Near.Equal([0.7423267282896555, 0, 5.929982930634289, 4.0000734399407145, 0.6888332508873867, 0.09506295962090172, -3.2013326708543404, 3.2036660284308165, 5.377223928739122, 2.8795130824300625], path[2].Model.Coefficients, relative: 1e-6);
        Near.Equal([0.5858138941220955, -6.041586662796233, 18.587040315704467, 11.680743057107952, -0.4235684157883776, -2.5637038929799476, -8.362359280984471, 5.313955310237476, 15.890886598816193, 5.022576691542144], path[4].Model.Coefficients, relative: 1e-6);
    }

    [Fact]
    public void Each_point_is_the_model_fitted_by_itself()
    {
        TrainingData data = Tables.Data(Diabetes.Z, Diabetes.Y);
        foreach (PathPoint point in new ElasticNet { Tolerance = 1e-13 }.Path(data, points: 7))
        {
            LinearModel alone = new ElasticNet { Penalty = point.Penalty, Tolerance = 1e-13 }.Fit(data);
            Near.Equal(alone.Coefficients, point.Model.Coefficients, relative: 1e-6, absolute: 1e-9);
            Near.Equal(alone.Intercept, point.Model.Intercept, relative: 1e-12);
        }
    }

    [Fact]
    public void Bad_requests_are_refused()
    {
        TrainingData data = Tables.Data(Diabetes.Z, Diabetes.Y);
        Should.Throw<ArgumentOutOfRangeException>(() => new Lasso().Path(data, points: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new Lasso().Path(data, span: 2));
        TrainingData two = new(new Features(Diabetes.Z), new NumberTarget(new Matrix(442, 2)));
        Should.Throw<ArgumentException>(() => new Lasso().Path(two)).Message.ShouldStartWith("A path takes a target of one number a row; it has 2.");
        new Lasso().Path(data with { Y = new NumberTarget([.. Diabetes.Y.Select(_ => 3.0)]) }, points: 1)[0].Model.Intercept.ShouldBe(3);
    }
}
