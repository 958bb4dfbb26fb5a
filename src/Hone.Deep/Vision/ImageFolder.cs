using Hone.Contracts;

namespace Hone.Deep;

/// <summary>Reads folders of images: MNIST's four files, a sub-folder of PNG images a class, or PNG images alone.</summary>
public static class ImageFolder
{
    private const string TrainImages = "train-images-idx3-ubyte", TrainLabels = "train-labels-idx1-ubyte", TestImages = "t10k-images-idx3-ubyte", TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>Reads labelled images.</summary>
    /// <param name="folder">Holds <c>train-images-idx3-ubyte.gz</c>, <c>train-labels-idx1-ubyte.gz</c>, <c>t10k-images-idx3-ubyte.gz</c> and <c>t10k-labels-idx1-ubyte.gz</c> (or these without <c>.gz</c>), or at least two sub-folders of PNG images, each named as its class.</param>
    /// <returns>The images to learn from, and those to score on; null where the folder does not tell the two apart.</returns>
    /// <exception cref="IOException">The folder does not exist, or a file could not be read.</exception>
    /// <exception cref="InvalidDataException">There are no images, one class alone, images of different sizes, or a broken file; the message names it.</exception>
    public static (ImageSet Train, ImageSet? Test) Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        if (Directory.EnumerateFiles(folder).Select(Path.GetFileName).Any(name => name!.Contains("-ubyte", StringComparison.Ordinal)))
            return Idx(folder);
        return (Classes(folder), null);
    }

    /// <summary>Reads PNG images without classes, one below the other in the order of their names; of a folder all of them, sub-folders included.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="channels">1 for grey or 3 for colours; null takes grey where all images are grey.</param>
    /// <returns>The images and their files.</returns>
    /// <exception cref="InvalidDataException">There are no images, images of different sizes, or a broken file; the message names it.</exception>
    public static (ImageSet Images, string[] Files) ReadImages(string path, int? channels = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] files = Directory.Exists(path) ? Images(path, SearchOption.AllDirectories) : [path];
        if (files.Length == 0)
            throw new InvalidDataException($"The folder '{path}' holds no PNG images.");
        (ImageShape shape, byte[] pixels) = Together(files, channels);
        return (new ImageSet(shape, pixels), files);
    }

    private static (ImageSet Train, ImageSet? Test) Idx(string folder)
    {
        (ImageShape Shape, byte[] Pixels, byte[] Labels) Pair(string images, string labels)
        {
            string imagePath = Found(folder, images), labelPath = Found(folder, labels);
            (int[] sizes, byte[] pixels) = IdxFile.Read(imagePath);
            (int[] count, byte[] codes) = IdxFile.Read(labelPath);
            if (sizes.Length != 3 || sizes[1] == 0 || sizes[2] == 0)
                throw new InvalidDataException(FormattableString.Invariant($"'{imagePath}' has {sizes.Length} axes; images have three: how many, height and width."));
            if (count.Length != 1 || count[0] != sizes[0])
                throw new InvalidDataException(FormattableString.Invariant($"'{labelPath}' holds {codes.Length} classes, and '{imagePath}' {sizes[0]} images."));
            if (sizes[0] == 0)
                throw new InvalidDataException($"'{imagePath}' holds no images.");
            return (new ImageShape(sizes[1], sizes[2], 1), pixels, codes);
        }
        (ImageShape Shape, byte[] Pixels, byte[] Labels) train = Pair(TrainImages, TrainLabels);
        int[] known = [.. train.Labels.Select(code => (int)code).Distinct().Order()];
        if (known.Length < 2)
            throw new InvalidDataException(FormattableString.Invariant($"All images in '{folder}' are of the class {known[0]}; at least two classes are needed to learn from."));
        string[] classes = [.. known.Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        ClassTarget Target(byte[] labels) => new([.. labels.Select(label => Array.BinarySearch(known, label) is >= 0 and int code ? code
            : throw new InvalidDataException(FormattableString.Invariant($"'{Found(folder, TestLabels)}' holds the class {label}, which no image to learn from has.")))], classes);
        ImageSet learned = new(train.Shape, train.Pixels, Target(train.Labels));
        if (!Exists(folder, TestImages) && !Exists(folder, TestLabels))
            return (learned, null);
        (ImageShape Shape, byte[] Pixels, byte[] Labels) test = Pair(TestImages, TestLabels);
        return test.Shape == train.Shape
            ? (learned, new ImageSet(test.Shape, test.Pixels, Target(test.Labels)))
            : throw new InvalidDataException($"The images to learn from in '{folder}' are {train.Shape} and those to score on {test.Shape}.");
    }

    private static bool Exists(string folder, string name) => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".gz"));

    private static string Found(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : throw new FileNotFoundException($"The folder '{folder}' lacks '{name}' or '{name}.gz'.");
    }

    private static ImageSet Classes(string folder)
    {
        string[] names = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        List<string> files = [], classes = [];
        List<int> codes = [];
        foreach (string name in names)
        {
            string[] found = Images(Path.Combine(folder, name), SearchOption.TopDirectoryOnly);
            if (found.Length == 0)
                continue;
            files.AddRange(found);
            codes.AddRange(Enumerable.Repeat(classes.Count, found.Length));
            classes.Add(name);
        }
        if (classes.Count == 0)
            throw new InvalidDataException($"The folder '{folder}' holds no images to learn from: neither MNIST's files (*-ubyte.gz) nor a sub-folder of PNG images for each class.");
        if (classes.Count == 1)
            throw new InvalidDataException($"The folder '{folder}' holds images of one class alone, '{classes[0]}'; at least two are needed to learn from.");
        (ImageShape shape, byte[] pixels) = Together([.. files], null);
        return new ImageSet(shape, pixels, new ClassTarget([.. codes], classes));
    }

    private static string[] Images(string folder, SearchOption depth) =>
        [.. Directory.EnumerateFiles(folder, "*", depth).Where(file => Path.GetExtension(file).Equals(".png", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];

    private static (ImageShape Shape, byte[] Pixels) Together(string[] files, int? channels)
    {
        (ImageShape Shape, byte[] Pixels)[] images = new (ImageShape, byte[])[files.Length];
        Numerics.WorkerPool.For(files.Length, null, i => images[i] = PngFile.Read(files[i]));
        int most = channels ?? images.Max(image => image.Shape.Channels);
        ImageShape shape = images[0].Shape with { Channels = most };
        byte[] pixels = new byte[checked(shape.Count * images.Length)];
        for (int i = 0; i < images.Length; i++)
        {
            (ImageShape own, byte[] read) = images[i];
            if (own.Height != shape.Height || own.Width != shape.Width)
                throw new InvalidDataException(FormattableString.Invariant($"Images must be of one size: '{files[0]}' is {shape.Height} x {shape.Width} and '{files[i]}' {own.Height} x {own.Width} pixels."));
            PngFile.Converted(read, own.Channels, most).CopyTo(pixels, i * shape.Count);
            images[i] = default;
        }
        return (shape, pixels);
    }
}
