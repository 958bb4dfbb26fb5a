using Hone.Contracts;
using Hone.Data;
using Hone.Deep;
using Hone.Pipelines;

namespace Hone.Cli.Tables;

/// <summary>Images in place of a table, for a model that takes them.</summary>
/// <param name="Model">What predicts.</param>
/// <param name="Images">What to predict.</param>
/// <param name="Paths">Their files, in that order.</param>
internal sealed record ImageInput(ImageClassifier Model, ImageSet Images, string[] Paths)
{
    /// <summary>The images that a path names: a PNG file or a folder; null where it is a table.</summary>
    /// <exception cref="ArgumentException">The model takes no images, or images of another size.</exception>
    public static ImageInput? Files(PipelineModel model, string path)
    {
        bool folder = Directory.Exists(path);
        if (!folder && !Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            return null;
        ImageClassifier own = Of(model, path);
        (ImageSet images, string[] files) = ImageFolder.ReadImages(path, own.Shape.Channels);
        Require(own, images, path);
        return new ImageInput(own, images, files);
    }

    /// <summary>Labelled images of a folder, as rows to score; null where the path is no folder.</summary>
    public static (ImageClassifier Model, ImageSet Images, ClassTarget Truth)? Labelled(PipelineModel model, string path)
    {
        if (!Directory.Exists(path))
            return null;
        ImageClassifier own = Of(model, path);
        (ImageSet train, ImageSet? test) = ImageFolder.Read(path);
        ImageSet images = test ?? train;
        if (images.Shape.Channels == 1 && own.Shape.Channels == 3)
            images = images.Coloured();
        Require(own, images, path);
        ClassTarget found = images.Labels!;
        int[] code = [.. found.Classes.Select(name => own.Classes.ToList().IndexOf(name) is >= 0 and int at ? at
            : throw new ArgumentException($"The folder '{path}' holds the class '{name}', which the model was not trained on. {Suggestion.Sentence("class", name, own.Classes)}"))];
        return (own, images, new ClassTarget([.. found.Codes.ToArray().Select(c => code[c])], own.Classes, own.Positive < 0 ? null : own.Positive));
    }

    /// <summary>A table of files and predictions.</summary>
    public Frame Predict()
    {
        Frame scores = PipelineModel.Answers(Model, Images.Features);
        return new Frame([new TextColumn("file", Paths), .. scores.Columns]);
    }

    private static ImageClassifier Of(PipelineModel model, string path) => model.Package.Model as ImageClassifier
        ?? throw new ArgumentException($"'{path}' is {(Directory.Exists(path) ? "a folder" : "an image")}, but the model takes rows of a table.");

    private static void Require(ImageClassifier model, ImageSet images, string path)
    {
        if (images.Shape != model.Shape)
            throw new ArgumentException($"The images of '{path}' are {images.Shape}, and the model takes images of {model.Shape}.");
    }
}
