package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tunedzmq.config.HwmPolicy;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

@Timeout(60)
class OneContextTest {

    @Test
    void shouldRefuseSecondContextAndShowWhereTheFirstWasBuilt() {
        try (TunedContext first = TunedContext.builder().ioThreads(2).build()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TunedContext.builder().build())
                    .withMessageContaining("a process has one TunedContext")
                    .withMessageContaining("ioThreads=2")
                    .withMessageContaining("OneContextTest.shouldRefuseSecondContextAndShowWhereTheFirstWasBuilt");
            assertThat(TunedContext.current()).containsSame(first);
        }
    }

    @Test
    void shouldRefuseSecondContextOfAnotherClassLoader() throws Exception {
        try (TunedContext first = TunedContext.builder().build();
                URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> context = other.loadClass(TunedContext.class.getName());
            assertThat(context).isNotSameAs(TunedContext.class);
            Object builder = context.getMethod("builder").invoke(null);

            for (String method : List.of("build", "getOrBuild")) {
                assertThat(failure(builder, method))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(first.config().toString())
                        .hasMessageContaining("shouldRefuseSecondContextOfAnotherClassLoader")
                        .hasMessageContaining("another class loader has one open")
                        .hasMessageContaining(
                                TunedContext.class.getClassLoader().toString())
                        .hasMessageContaining(
                                "have tunedzmq and jeromq loaded once, by a class loader that is a parent");
            }
        }
    }

    @Test
    void shouldLetAnotherClassLoaderBuildAfterClose() throws Exception {
        TunedContext.builder().build().close();
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Object builder = other.loadClass(TunedContext.class.getName())
                    .getMethod("builder")
                    .invoke(null);

            try (AutoCloseable theirs =
                    (AutoCloseable) builder.getClass().getMethod("build").invoke(builder)) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> TunedContext.builder().build());
                assertThat(TunedContext.current()).isEmpty();
            }
        }

        TunedContext.builder().build().close();
    }

    @Test
    void shouldJoinTheOpenContextWhenSettingsAreEqual() {
        try (TunedContext first = TunedContext.builder().ioThreads(2).getOrBuild()) {
            try (TunedContext second = TunedContext.builder().ioThreads(2).getOrBuild()) {
                assertThat(second).isNotSameAs(first);
                assertThat(second.config()).isSameAs(first.config());
            }
            assertThat(first.isClosed()).isFalse();
        }
        assertThat(TunedContext.current()).isEmpty();
    }

    @Test
    void shouldGiveSeveralThreadsTheSameContextAlsoWhileTheLastOneCloses() throws Exception {
        TunedContext last = TunedContext.builder().build();
        for (int i = 0; i < 20; i++) {
            TunedContext closing = last;
            Running<Boolean> closer = Running.start("closer", () -> {
                closing.close();
                return true;
            });
            while (TunedContext.current().isPresent()) {
                Thread.onSpinWait();
            }
            Running<TunedContext> one =
                    Running.start("one", () -> TunedContext.builder().getOrBuild());
            Running<TunedContext> two =
                    Running.start("two", () -> TunedContext.builder().getOrBuild());

            last = one.result();
            TunedContext other = two.result();
            assertThat(other.config()).isSameAs(last.config()).isNotSameAs(closing.config());
            other.close();
            closer.result();
        }
        last.close();
    }

    @Test
    void shouldNameEveryDifferingFieldWhenSettingsDiffer() {
        try (TunedContext first = TunedContext.builder()
                .ioThreads(2)
                .hwm(SocketType.PUSH, HwmPolicy.messages(10))
                .build()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TunedContext.builder()
                            .ioThreads(4)
                            .hwm(HwmPolicy.messages(5))
                            .getOrBuild())
                    .withMessageStartingWith(
                            "the open TunedContext has other settings (expected: the same, or close it first, "
                                    + "which has 1 user, by thread 'main' at ")
                    .withMessageContaining("OneContextTest.shouldNameEveryDifferingFieldWhenSettingsDiffer")
                    .withMessageEndingWith(
                            "): hwm: messages(5) here, messages(1000) there; ioThreads: 4 here, 2 there; "
                                    + "hwm(PUSH): not set here, messages(10) there");
            assertThat(first.config().ioThreads()).isEqualTo(2);
        }
    }

    @Test
    void shouldHaveNoWayToChangeIoThreadsOfAContext() {
        Stream<String> setters = Arrays.stream(TunedContext.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(method -> method.getName().toLowerCase(java.util.Locale.ROOT))
                .filter(name -> name.contains("iothreads") || name.startsWith("set"));

        assertThat(setters).isEmpty();
    }

    @Test
    void shouldNotLetABuilderChangeTheContextItBuilt() {
        TunedContextBuilder builder = TunedContext.builder().ioThreads(2);
        try (TunedContext context = builder.build()) {
            builder.ioThreads(8).hwm(SocketType.SUB, HwmPolicy.messages(1));

            assertThat(context.config().ioThreads()).isEqualTo(2);
            assertThat(context.config().hwmBySocketType()).isEmpty();
            assertThat(context.stats().ioThreadsAlive()).isEqualTo(2);
        }
    }

    @Test
    void shouldSeeContextsOfOthers() {
        try (TunedContext context = TunedContext.builder().build()) {
            awaitNoForeignContext(context);
            try (ZContext foreign = new ZContext()) {
                foreign.createSocket(SocketType.PAIR);

                assertThat(context.stats().foreignContexts()).isEqualTo(1);
            }
            awaitNoForeignContext(context);
        }
    }

    @Test
    void shouldNameItsThreadsAndMakeThemDaemons() {
        Set<Thread> before = Thread.getAllStackTraces().keySet(); // Of contexts that other tests have broken.
        try (TunedContext context = TunedContext.builder().ioThreads(3).build()) {
            List<Thread> ours = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("tunedzmq-") && !before.contains(thread))
                    .toList();

            assertThat(ours)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrder(
                            "tunedzmq-io-1",
                            "tunedzmq-io-2",
                            "tunedzmq-io-3",
                            "tunedzmq-reaper",
                            "tunedzmq-housekeeper",
                            "tunedzmq-flusher");
            assertThat(ours).allMatch(Thread::isDaemon);
            assertThat(context).hasToString("TunedContext" + context.config());
        }
    }

    /** A reaper ends a moment after the call that ends its context. */
    private static void awaitNoForeignContext(TunedContext context) {
        Wait.until("no foreign context", () -> context.stats().foreignContexts() == 0);
    }

    private static Throwable failure(Object builder, String method) throws Exception {
        try {
            builder.getClass().getMethod(method).invoke(builder);
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
        throw new AssertionError(method + " built a second context");
    }

    private static URL[] classPath() throws Exception {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String[] parts = path.split(File.pathSeparator, -1);
        URL[] urls = new URL[parts.length];
        for (int i = 0; i < parts.length; i++) {
            urls[i] = Path.of(parts[i]).toUri().toURL();
        }
        return urls;
    }
}
