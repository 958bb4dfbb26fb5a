using System.IO.Compression;
using System.Text.Json;

namespace Hone.Deep.Tests;

[Trait("topic", "image-preprocessing")]
public sealed class ImageFolderTests
{
    private static readonly JsonElement[] Images =
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", "png.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    [Fact]
    public void A_sub_folder_a_class_is_read_in_the_order_of_names()
    {
        string folder = Folder();
        Put(folder, "cat/b.png", 0);
        Put(folder, "cat/a.PNG", 2);
        Put(folder, "dog/c.png", 4);
        File.WriteAllText(Path.Combine(folder, "dog", "notes.txt"), "not an image");
        Directory.CreateDirectory(Path.Combine(folder, "empty"));
        (ImageSet train, ImageSet? test) = ImageFolder.Read(folder);
        test.ShouldBeNull();
        train.Labels!.Classes.ShouldBe(["cat", "dog"]);
        train.Labels.Codes.ToArray().ShouldBe([0, 0, 1]);
        train[0].ToArray().ShouldBe(Images[2].GetProperty("pixels").GetBytesFromBase64());
        train.Shape.ShouldBe(new ImageShape(9, 11, 1));
        ImageFolder.ReadImages(folder).Files.Length.ShouldBe(3);
    }

    [Fact]
    public void Grey_images_among_colours_become_colours()
    {
        string folder = Folder();
        Put(folder, "a/grey.png", 0);
        Put(folder, "b/colour.png", Array.FindIndex(Images, c => c.GetProperty("channels").GetInt32() == 3));
        ImageSet images = ImageFolder.Read(folder).Train;
        images.Shape.Channels.ShouldBe(3);
        images[0][0].ShouldBe(images[0][1]);
    }

    [Fact]
    public void What_is_wrong_with_a_folder_is_said_in_a_sentence()
    {
        string folder = Folder();
        Should.Throw<InvalidDataException>(() => ImageFolder.Read(folder)).Message.ShouldContain("holds no images to learn from");
        Put(folder, "cat/a.png", 0);
        Should.Throw<InvalidDataException>(() => ImageFolder.Read(folder)).Message.ShouldContain("one class alone, 'cat'");
        Directory.CreateDirectory(Path.Combine(folder, "dog"));
        File.WriteAllText(Path.Combine(folder, "dog", "bad.png"), "no image");
        Should.Throw<InvalidDataException>(() => ImageFolder.Read(folder)).Message.ShouldContain("bad.png' is no PNG image that can be read: it does not begin as one.");
        Should.Throw<DirectoryNotFoundException>(() => ImageFolder.Read(Path.Combine(folder, "nowhere"))).Message.ShouldContain("nowhere");
    }

    [Fact]
    public void The_four_files_of_MNIST_are_read_plain_or_compressed_and_checked()
    {
        string folder = Folder();
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, .. Enumerable.Range(0, 12).Select(i => (byte)i)], labels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 1, 7];
        Gzip(folder, "train-images-idx3-ubyte.gz", images);
        Gzip(folder, "train-labels-idx1-ubyte.gz", labels);
        (ImageSet train, ImageSet? test) = ImageFolder.Read(folder);
        test.ShouldBeNull();
        train.Labels!.Classes.ShouldBe(["1", "7"]);
        train.Labels.Codes.ToArray().ShouldBe([1, 0, 1]);
        train[1].ToArray().ShouldBe([4, 5, 6, 7]);

        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte"), images);
        Should.Throw<FileNotFoundException>(() => ImageFolder.Read(folder)).Message.ShouldContain("lacks 't10k-labels-idx1-ubyte'");
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 3, 7, 1, 9]);
        Should.Throw<InvalidDataException>(() => ImageFolder.Read(folder)).Message.ShouldContain("the class 9");
        File.WriteAllBytes(Path.Combine(folder, "t10k-labels-idx1-ubyte"), labels);
        ImageFolder.Read(folder).Test!.Count.ShouldBe(3);

        File.WriteAllBytes(Path.Combine(folder, "t10k-images-idx3-ubyte"), images[..20]);
        Should.Throw<InvalidDataException>(() => ImageFolder.Read(folder)).Message.ShouldContain("t10k-images-idx3-ubyte' is no IDX file that can be read: it ends after 4 of 12 bytes");
    }

    [Fact]
    public void A_broken_IDX_file_is_refused_however_it_is_broken()
    {
        byte[] good = [0, 0, 8, 1, 0, 0, 0, 2, 5, 6];
        IdxFile.Read(new MemoryStream(good), "x").Values.ShouldBe([5, 6]);
        foreach (byte[] bad in (byte[][])[[], [0], [1, 0, 8, 1], [0, 0, 9, 1, 0, 0, 0, 1, 0], [0, 0, 8, 0], [0, 0, 8, 5], [0, 0, 8, 1, 255, 255, 255, 255], [0, 0, 8, 2, 127, 255, 255, 255, 127, 255, 255, 255], [.. good, 1], good[..^1], [0x1F, 0x8B, 3, 4, 5]])
            Should.Throw<InvalidDataException>(() => IdxFile.Read(new MemoryStream(bad), "x")).Message.ShouldStartWith("'x' is no IDX file that can be read: ");
    }

    private static string Folder() => Directory.CreateTempSubdirectory("hone-images").FullName;

    private static void Put(string folder, string name, int image)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Images[image].GetProperty("file").GetBytesFromBase64());
    }

    private static void Gzip(string folder, string name, byte[] content)
    {
        using FileStream file = File.Create(Path.Combine(folder, name));
        using GZipStream packed = new(file, CompressionLevel.Fastest);
        packed.Write(content);
    }
}
