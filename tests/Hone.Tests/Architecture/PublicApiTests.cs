using Hone.Contracts;

namespace Hone.Tests.Architecture;

/// <summary>The library's public face, listed in PublicApi.txt beside this test: a change of it is made on purpose or not at all.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_face_is_the_one_that_was_agreed() => PublicFace.ShouldBeAgreed(typeof(HoneCatalogue).Assembly, "tests/Hone.Tests/Architecture/PublicApi.txt");

    [Fact]
    public void No_public_type_can_be_made_empty_by_mistake_or_hides_behind_object()
    {
        // Learners and models are classes: a struct could exist with every setting at zero.
        foreach (LearnerEntry entry in HoneCatalogue.Value.Learners)
        {
            entry.Type.IsValueType.ShouldBeFalse();
            entry.Type.IsSealed.ShouldBeTrue($"{entry.Type.Name} can be derived from");
        }
    }
}
