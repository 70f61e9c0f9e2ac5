package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A class that is needed for the first time when no file descriptor is left would be missing for good. */
@Timeout(60)
class LoadedClassesTest {
    @Test
    void shouldHaveLoadedAllClassesOfAFolder(@TempDir Path temporary) throws Exception {
        Path folder = folder(temporary);
        try (JavaProcess process = JavaProcess.startWithOpenLoader(
                List.of(folder.toString()),
                LoadedClassesTest.class,
                files(folder).toArray(new String[0]))) {
            assertThat(process.line()).isEqualTo("all: false, then missing: []");
        }
    }

    /** The files of the classes. */
    public static void main(String[] args) throws Exception {
        boolean all = missing(args).isEmpty();
        try (TunedContext context = TunedContext.builder().build()) {
            System.out.println("all: " + all + ", then missing: " + missing(args));
        }
    }

    private static List<String> missing(String... files) throws Exception {
        Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
        find.setAccessible(true);
        List<String> missing = new ArrayList<>();
        for (String file : files) {
            String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
            if (find.invoke(TunedContext.class.getClassLoader(), name) == null) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** The classes of the library, unpacked if they are in a jar. */
    private static Path folder(Path temporary) throws IOException, URISyntaxException {
        Path library = Path.of(TunedContext.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(library)) {
            return library;
        }
        try (FileSystem jar = FileSystems.newFileSystem(library)) {
            Path root = jar.getPath("/");
            for (String file : files(root)) {
                Path copy = temporary.resolve(file);
                Files.createDirectories(copy.getParent());
                Files.copy(root.resolve(file), copy);
            }
        }
        return temporary;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .toList();
        }
    }
}
