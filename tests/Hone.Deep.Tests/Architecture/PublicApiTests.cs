using Hone.Tests.Architecture;

namespace Hone.Deep.Tests;

/// <summary>The public face of the tensors' library, listed in PublicApi.txt beside this test.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_one_that_was_agreed() => PublicFace.ShouldBeAgreed(typeof(Tensor).Assembly, "tests/Hone.Deep.Tests/Architecture/PublicApi.txt");

    [Fact]
    public void Learners_are_sealed_classes_and_say_what_they_and_their_settings_are()
    {
        foreach (Contracts.LearnerEntry learner in DeepCatalogue.Value.Learners)
        {
            learner.Type.IsValueType.ShouldBeFalse();
            learner.Type.IsSealed.ShouldBeTrue($"{learner.Type.Name} can be derived from");
            learner.Summary.ShouldNotBeEmpty();
            learner.Settings.ShouldAllBe(setting => setting.Doc.Length > 0);
        }
    }
}
