using Hone.Contracts;
using Hone.Deep;

namespace Hone.Tests.Contracts;

/// <summary>The learners of tables that the library's suites run over here.</summary>
internal static class Tested
{
    public static Catalogue Catalogue { get; } = new Catalogue([], [DeepCatalogue.Value.Learner(NeuralNetwork.Name)]).With(DeepCatalogue.Value with { Learners = [] });
}
