package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users can compile against is listed in {@code src-test/api.txt}, so that a review sees each change of it.
 * Written anew with {@code -Dapi.write=true}.
 */
class ApiTest {
    private static final Path LIST = Path.of(System.getProperty("project.root"), "src-test/api.txt");
    private static final List<String> EXPORTED =
            List.of("", "config", "diagnosis", "jmx", "micrometer", "sizing", "stats");

    @Test
    void shouldChangeOnlyWithItsList() throws Exception {
        List<String> api = new ArrayList<>();
        for (Class<?> type : types()) {
            api.addAll(describe(type));
        }
        if (Boolean.getBoolean("api.write")) {
            Files.write(LIST, api);
        }

        assertThat(api).isEqualTo(Files.readAllLines(LIST));
    }

    @Test
    void shouldListWhatTheModuleExports() throws IOException {
        String module = Files.readString(LIST.resolveSibling("../core/src/main/java/module-info.java"));

        assertThat(module.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("exports "))
                        .map(line -> line.replaceAll("exports io\\.tunedzmq\\.?|;", "")))
                .containsExactlyInAnyOrderElementsOf(EXPORTED);
    }

    @Test
    void shouldHaveAPlaceForEachInThePageOfClasses() throws Exception {
        String page = Files.readString(LIST.resolveSibling("../core/docs/classes.md"));

        assertThat(types())
                .filteredOn(type -> type.getEnclosingClass() == null)
                .allSatisfy(type -> assertThat(page).contains("`" + type.getSimpleName() + "`"));
    }

    /** From a folder of classes, or from the jar that {@code mvn verify} has made of it. */
    private static List<Class<?>> types() throws Exception {
        Path core = Path.of(TunedContext.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(core)) {
            return types(core);
        }
        try (FileSystem jar = FileSystems.newFileSystem(core)) {
            return types(jar.getPath("/"));
        }
    }

    private static List<Class<?>> types(Path classes) throws Exception {
        List<Class<?>> types = new ArrayList<>();
        for (String name : EXPORTED) {
            try (Stream<Path> files = Files.list(classes.resolve("io/tunedzmq").resolve(name))) {
                for (Path file : files.sorted().toList()) {
                    String simple = file.getFileName().toString();
                    if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
                        types.add(Class.forName(
                                "io.tunedzmq." + (name.isEmpty() ? "" : name + ".") + simple.replace(".class", "")));
                    }
                }
            }
        }
        return types.stream().filter(ApiTest::isVisible).toList();
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static List<String> describe(Class<?> type) {
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field)) {
                members.add(modifiers(field) + text(field.getGenericType()) + " " + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor)) {
                members.add("new(" + texts(constructor.getGenericParameterTypes()) + ")");
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method)) {
                members.add(modifiers(method) + text(method.getGenericReturnType()) + " " + method.getName() + "("
                        + texts(method.getGenericParameterTypes()) + ")");
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        members.stream().sorted().forEach(member -> lines.add("    " + member));
        return lines;
    }

    private static String header(Class<?> type) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String above = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(ApiTest::text)
                .filter(each -> !each.matches("Object|Record|Enum<.*>"))
                .collect(Collectors.joining(", "));
        return kind + " " + text(type) + (above.isEmpty() ? "" : " : " + above);
    }

    /** Also not what the compiler makes up. */
    private static boolean isVisible(Member member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static String modifiers(Member member) {
        return Modifier.isStatic(member.getModifiers()) ? "static " : "";
    }

    private static String texts(Type[] types) {
        return Arrays.stream(types).map(ApiTest::text).collect(Collectors.joining(", "));
    }

    private static String text(Type type) {
        return type.getTypeName().replaceAll("\\b(java\\.[a-z.]+|io\\.tunedzmq\\.([a-z]+\\.)?)(?=[A-Z])", "");
    }
}
