package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Loads all classes of the library before the first context of the process is there, if they are files in a folder.
 * Java remembers a class that could not be loaded: one that is first needed when no file descriptor is left to open its
 * file would be missing for good. A jar is open already, and to load all of it takes 0.15 s of CPU at the start.
 */
final class ClassPreloader {
    private static final LimitedLog log = LimitedLog.of(ClassPreloader.class);

    private static final String ROOT = "io/tunedzmq/";
    private static final String CLASS = ".class";

    private static final AtomicBoolean loaded = new AtomicBoolean();

    private ClassPreloader() {}

    /** Once for each class loader that has the library. */
    static void load() {
        if (loaded.compareAndSet(false, true)) {
            try {
                all().forEach(ClassPreloader::load);
            } catch (IOException | URISyntaxException e) { // They come when they are needed, as with any library.
                log.debug("the classes of the library are not loaded beforehand: {}", e);
            }
        }
    }

    private static List<String> all() throws IOException, URISyntaxException {
        CodeSource source = ClassPreloader.class.getProtectionDomain().getCodeSource();
        URI location = source == null || source.getLocation() == null
                ? URI.create("unknown:")
                : source.getLocation().toURI();
        Path path =
                "file".equals(location.getScheme()) ? Path.of(location) : null; // Else a jar within a jar, or alike.
        return path != null && Files.isDirectory(path) ? inFolder(path) : List.of();
    }

    private static List<String> inFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(ROOT))) {
            return files.map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
                    .filter(ClassPreloader::isClass)
                    .toList();
        }
    }

    private static boolean isClass(String name) {
        return name.startsWith(ROOT) && name.endsWith(CLASS) && !name.endsWith("-info" + CLASS);
    }

    private static void load(String file) {
        String name = file.substring(0, file.length() - CLASS.length()).replace('/', '.');
        try {
            Class.forName(name, false, ClassPreloader.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) { // What it is made for is not there.
            log.debug("{} cannot be loaded: {}", name, e);
        }
    }
}
