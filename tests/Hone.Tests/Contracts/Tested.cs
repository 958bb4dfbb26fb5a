using Hone.Contracts;

namespace Hone.Tests.Contracts;

/// <summary>The learners that the suites run over: this assembly's. Tests of other assemblies take the suites in and name their own.</summary>
internal static class Tested
{
    public static Catalogue Catalogue => HoneCatalogue.Value;
}
