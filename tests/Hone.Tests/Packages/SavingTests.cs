using Hone.Data;
using Hone.Packages;

namespace Hone.Tests.Packages;

public sealed class SavingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hone-packages-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string name) => Path.Combine(folder, name);

    [Fact]
    public void A_saved_package_is_one_file_and_loads_from_its_path()
    {
        Sample.Package().Save(At("größe.hone"));

        Directory.GetFiles(folder).ShouldBe([At("größe.hone")]);
        File.ReadAllBytes(At("größe.hone")).ShouldBe(Sample.Bytes());
        Package.Load(At("größe.hone"), Sample.Catalogue).Name.ShouldBe("prices");
    }

    [Fact]
    public void An_older_package_is_replaced()
    {
        File.WriteAllText(At("x.hone"), "old");
        Sample.Package().Save(At("x.hone"));
        File.ReadAllBytes(At("x.hone")).ShouldBe(Sample.Bytes());
    }

    [Fact]
    public void A_disk_that_fills_at_any_point_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(At("x.hone"), "old");
        int size = Sample.Bytes().Length;
        for (int room = 0; room < size; room += 61)
        {
            IOException failure = Should.Throw<IOException>(() => AtomicFile.Write(At("x.hone"), Sample.Package().Save, path => new SmallDisk(path, room)));
            failure.Message.ShouldBe($"'{At("x.hone")}' could not be written: No space left on device. The file there before is unchanged.");
            File.ReadAllText(At("x.hone")).ShouldBe("old");
            Directory.GetFiles(folder).ShouldBe([At("x.hone")]);
        }
    }

    [Fact]
    public void A_leftover_of_a_crash_is_passed_by()
    {
        File.WriteAllText(At("x.hone.0.tmp"), "half");
        Sample.Package().Save(At("x.hone"));
        Package.Load(At("x.hone"), Sample.Catalogue).Name.ShouldBe("prices");
        File.ReadAllText(At("x.hone.0.tmp")).ShouldBe("half");
    }

    [Fact]
    public void Writers_at_the_same_time_each_leave_a_whole_file()
    {
        Parallel.For(0, 16, _ => Sample.Package().Save(At("x.hone")));
        Directory.GetFiles(folder).ShouldBe([At("x.hone")]);
        File.ReadAllBytes(At("x.hone")).ShouldBe(Sample.Bytes());
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        Directory.CreateDirectory(At("is-folder"));
        Should.Throw<IOException>(() => Sample.Package().Save(At("is-folder"))).Message.ShouldBe($"'{At("is-folder")}' could not be written: it is a folder.");
        Should.Throw<IOException>(() => Sample.Package().Save(At("absent/x.hone"))).Message.ShouldBe($"'{At("absent/x.hone")}' could not be written: the folder '{At("absent")}' does not exist.");
        if (OperatingSystem.IsLinux())
            Should.Throw<IOException>(() => Sample.Package().Save("/proc/x.hone")).Message.ShouldStartWith("'/proc/x.hone' could not be written: ");
    }

    [Fact]
    public void A_place_that_cannot_be_read_is_named()
    {
        Should.Throw<FileNotFoundException>(() => Package.Load(At("absent.hone"))).Message.ShouldBe($"There is no file '{At("absent.hone")}'.");
        Should.Throw<IOException>(() => Package.Load(folder)).Message.ShouldBe($"'{folder}' is a folder, not a package.");
        File.WriteAllBytes(At("empty.hone"), []);
        Should.Throw<InvalidDataException>(() => Package.Load(At("empty.hone"))).Message.ShouldBe($"The package '{At("empty.hone")}' is empty.");
    }

    // A file on a disk that has room for so many bytes.
    private sealed class SmallDisk(string path, int room) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > room)
                throw new IOException("No space left on device");
            base.Write(buffer.ToArray(), 0, buffer.Length);
        }
    }
}
