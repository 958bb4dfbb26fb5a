using Hone.Contracts;

namespace Hone.Tests.Contracts;

public sealed class CatalogueTests
{
    [Fact]
    public void Stored_types_of_the_library_are_found() =>
        HoneCatalogue.Value.Reader(global::Hone.Recipes.FittedRecipe.Kind).ShouldNotBeNull();

    [Fact]
    public void Every_learner_and_every_setting_says_what_it_is()
    {
        foreach (LearnerEntry learner in HoneCatalogue.Value.Learners)
        {
            learner.Summary.ShouldNotBeEmpty($"{learner.Type.Name} lacks a summary");
            learner.Name.ShouldBe(learner.Name.ToLowerInvariant());
            foreach (Setting setting in learner.Settings)
                setting.Doc.ShouldNotBeEmpty($"{learner.Name}.{setting.Name} lacks a summary");
        }
    }

    [Fact]
    public void An_unknown_kind_names_what_to_do() =>
        Should.Throw<InvalidDataException>(() => HoneCatalogue.Value.Reader("sorcery")).Message
            .ShouldBe("The package holds a 'sorcery', which this program does not know. Reference the assembly that defines it, and give its catalogue when loading.");

    [Fact]
    public void An_unknown_kind_of_another_assembly_names_it() =>
        Should.Throw<InvalidDataException>(() => HoneCatalogue.Value.Reader("Hone.Deep:network-classifier")).Message
            .ShouldBe("The package holds a 'Hone.Deep:network-classifier', which this program does not know. Reference the assembly Hone.Deep, and give its catalogue when loading.");

    [Fact]
    public void An_unknown_learner_suggests_the_nearest()
    {
        Catalogue catalogue = new([], [new LearnerEntry("boosting", typeof(string), "", () => throw new InvalidOperationException(), [])]);
        Should.Throw<ArgumentException>(() => catalogue.Learner("bosting")).Message.ShouldContain("boosting");
    }

    [Fact]
    public void Two_catalogues_with_one_name_do_not_combine() =>
        Should.Throw<ArgumentException>(() => HoneCatalogue.Value.With(HoneCatalogue.Value)).Message.ShouldStartWith("Two catalogues hold '");

    [Fact]
    public void Combining_keeps_both()
    {
        Catalogue own = new([new StoredEntry("mine", _ => throw new InvalidOperationException())], []);
        HoneCatalogue.Value.With(own).Stored.Count.ShouldBe(HoneCatalogue.Value.Stored.Count + 1);
    }
}
