package io.tunedzmq.mbeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.TunedContextBuilder;
import io.tunedzmq.Wait;
import io.tunedzmq.jmx.PublisherMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is registered, under which names, and for how long. */
@Timeout(60)
class JmxTest {
    private static final String CONTEXT = "io.tunedzmq:type=Context";
    private static final String IO_THREAD = "io.tunedzmq:type=IoThread,name=tunedzmq-io-1";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @AfterEach
    void nothingIsLeft() {
        assertThat(names()).isEmpty();
    }

    @Test
    void shouldShowNothingUnlessItIsAskedTo() {
        try (TunedContext context = TunedContext.builder().build()) {
            publisher(context, "trades");
            assertThat(names()).isEmpty();
        }
        try (TunedContext context = TunedContext.builder().jmx(true).jmx(false).build()) {
            publisher(context, "trades");
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void shouldComeAndGoWithWhatItStandsFor() {
        try (TunedContext context = builder().build()) {
            assertThat(names()).containsExactly(CONTEXT, IO_THREAD);

            Publisher trades = publisher(context, "trades");
            Subscriber book = subscriber(context, trades, "book");
            assertThat(names())
                    .containsExactly(
                            CONTEXT,
                            IO_THREAD,
                            "io.tunedzmq:type=Publisher,name=trades",
                            "io.tunedzmq:type=Subscriber,name=book");

            trades.close();
            assertThat(names()).containsExactly(CONTEXT, IO_THREAD, "io.tunedzmq:type=Subscriber,name=book");
            book.close();
            assertThat(names()).containsExactly(CONTEXT, IO_THREAD);
            publisher(context, "trades");
        }
    }

    @Test
    void shouldNumberThoseOfOneNameAndThoseWithout() {
        try (TunedContext context = builder().build()) {
            Publisher first = publisher(context, "trades");
            publisher(context, "trades");
            publisher(context, "");
            publisher(context, "");
            String base = "io.tunedzmq:type=Publisher,name=";
            assertThat(names())
                    .contains(base + "trades", base + "trades,number=2", base + "unnamed", base + "unnamed,number=2");

            first.close();
            Publisher next = publisher(context, "trades");
            assertThat(names()).hasSize(6);
            assertThat(bean(base + "trades").getEndpoints()).containsExactly(next.endpoint());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b=c",
                "a:b",
                "a\"b",
                "*",
                "a?",
                "a\nb",
                "a\r\tb",
                "a\\b",
                "a\\",
                "\\n",
                " a ",
                "\"a\"",
                "x,number=2",
                "b\u00fccher \u672c"
            })
    void shouldQuoteWhatIsNoName(String name) throws Exception {
        try (TunedContext context = builder().build()) {
            publisher(context, name);
            publisher(context, name);

            List<ObjectName> found =
                    new ArrayList<>(server.queryNames(new ObjectName("io.tunedzmq:type=Publisher,*"), null));
            assertThat(found).hasSize(2).allSatisfy(each -> {
                assertThat(each.isPattern()).isFalse();
                assertThat(ObjectName.unquote(each.getKeyProperty("name"))).isEqualTo(name);
            });
            assertThat(server.getAttribute(found.get(0), "Name")).isEqualTo(name);
        }
    }

    @Test
    void shouldOpenAlthoughSomebodyElseHasTheNames() throws Exception {
        List<ObjectName> ofOthers =
                List.of(new ObjectName(CONTEXT), new ObjectName("io.tunedzmq:type=Publisher,name=trades"));
        for (ObjectName each : ofOthers) {
            server.registerMBean(new StandardMBean((Runnable) () -> {}, Runnable.class), each);
        }
        try (TunedContext context = builder().build()) {
            publisher(context, "trades").publish("prices", new byte[1]);

            assertThat(names())
                    .contains(CONTEXT + ",number=2", "io.tunedzmq:type=Publisher,name=trades,number=2")
                    .hasSize(5);
        } finally {
            for (ObjectName each : ofOthers) {
                server.unregisterMBean(each);
            }
        }
    }

    @Test
    void shouldCloseAlthoughSomebodyElseHasTakenOneOut() throws Exception {
        try (TunedContext context = builder().build()) {
            publisher(context, "trades");
            server.unregisterMBean(new ObjectName("io.tunedzmq:type=Publisher,name=trades"));
        }
    }

    @Test
    void shouldShowOneContextAfterTheOther() {
        for (int i = 0; i < 3; i++) {
            try (TunedContext context = builder().build()) {
                publisher(context, "trades");
                assertThat(names()).containsExactly(CONTEXT, IO_THREAD, "io.tunedzmq:type=Publisher,name=trades");
            }
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void shouldShowAContextOfAnotherClassLoader() throws Exception {
        builder().build().close();
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Object theirs = other.loadClass(TunedContext.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            theirs.getClass().getMethod("jmx", boolean.class).invoke(theirs, true);
            try (AutoCloseable context =
                    (AutoCloseable) theirs.getClass().getMethod("build").invoke(theirs)) {
                assertThat(names()).containsExactly(CONTEXT, IO_THREAD);
                assertThat(server.getAttribute(new ObjectName(CONTEXT), "IoThreadsAlive"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void shouldShowASharedContextUntilItsLastUserIsGone() {
        try (TunedContext first = TunedContext.builder().getOrBuild()) {
            publisher(first, "before");
            try (TunedContext second = TunedContext.builder().jmx(true).getOrBuild();
                    TunedContext third = TunedContext.builder().jmx(true).getOrBuild()) {
                assertThat(third.isClosed()).isFalse();
                assertThat(names()).containsExactly(CONTEXT, IO_THREAD, "io.tunedzmq:type=Publisher,name=before");
                publisher(second, "theirs");
                assertThat(names()).hasSize(4);
            }
            assertThat(names()).containsExactly(CONTEXT, IO_THREAD, "io.tunedzmq:type=Publisher,name=before");
        }
    }

    /** A listener is called in the middle of a registration. */
    @Test
    void shouldShowWhatAListenerOpens() throws Exception {
        AtomicReference<Publisher> second = new AtomicReference<>();
        AtomicReference<TunedContext> current = new AtomicReference<>();
        NotificationListener listener = (notification, handback) -> {
            if (notification instanceof MBeanServerNotification registered
                    && registered.getMBeanName().toString().endsWith("name=first")
                    && second.get() == null) {
                second.set(publisher(current.get(), "second"));
            }
        };
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, null);
        try (TunedContext context = builder().build()) {
            current.set(context);
            publisher(context, "first");

            assertThat(names())
                    .contains("io.tunedzmq:type=Publisher,name=first", "io.tunedzmq:type=Publisher,name=second");
        } finally {
            server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener);
        }
    }

    @Test
    void shouldShowFindings() throws Exception {
        try (TunedContext context =
                builder().diagnoseEvery(Duration.ofSeconds(1), diagnosis -> {}).build()) {
            context.subscriber().connect("tcp://127.0.0.1:1").topic("prices").open();

            Wait.until("it is found", () -> findings().length == 1);
            assertThat(findings()[0]).contains("NO_PUBLISHER", ". Fix: ");
        }
    }

    private String[] findings() {
        try {
            return (String[]) server.getAttribute(new ObjectName(CONTEXT), "OpenFindings");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static TunedContextBuilder builder() {
        return TunedContext.builder().linger(Duration.ofMillis(100)).jmx(true);
    }

    private static Publisher publisher(TunedContext context, String name) {
        return context.publisher().bind("tcp://127.0.0.1:*").name(name).open();
    }

    private static Subscriber subscriber(TunedContext context, Publisher publisher, String name) {
        return context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .name(name)
                .open();
    }

    private PublisherMXBean bean(String name) {
        try {
            return JMX.newMXBeanProxy(server, new ObjectName(name), PublisherMXBean.class);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> names() {
        return server.queryNames(null, null).stream()
                .filter(each -> each.getDomain().equals("io.tunedzmq"))
                .map(ObjectName::toString)
                .sorted()
                .toList();
    }

    private static URL[] classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(JmxTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
