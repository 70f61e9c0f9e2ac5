package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tunedzmq.config.EndpointException;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong setting throws at the line that caused it: name, value, rule, cure. */
@Timeout(60)
class SettingsTest {
    private static TunedContext context;

    @BeforeAll
    static void openContext() {
        context = TunedContext.builder().memoryBudget(128 << 20).build();
    }

    @AfterAll
    static void closeContext() {
        context.close();
    }

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                wrong(
                        "ioThreads: 0 (expected: 1 to 63; 1 serves about one busy connection; more than CPUs waste)",
                        () -> TunedContext.builder().ioThreads(0)),
                wrong(
                        "ioThreads: -1 (expected: 1 to 63; 1 serves about one busy connection; more than CPUs waste)",
                        () -> TunedContext.builder().ioThreads(-1)),
                wrong(
                        "ioThreads: 64 (expected: 1 to 63; 1 serves about one busy connection; more than CPUs waste)",
                        () -> TunedContext.builder().ioThreads(64)),
                wrong(
                        "maxSockets: 1 (expected: 2 to 65535)",
                        () -> TunedContext.builder().maxSockets(1)),
                wrong(
                        "linger: PT-1S (expected: PT0S to PT1H; Duration.ZERO discards what is queued)",
                        () -> TunedContext.builder().linger(Duration.ofSeconds(-1))),
                wrong(
                        "linger: PT2H (expected: PT0S to PT1H; Duration.ZERO discards what is queued)",
                        () -> TunedContext.builder().linger(Duration.ofHours(2))),
                wrong(
                        "memoryBudget: 1000 (expected: >= 1048576; in bytes)",
                        () -> TunedContext.builder().memoryBudget(1_000)),
                wrong(
                        "socketBufferBytes: 1000 (expected: 8192 to 16777216; 0 leaves them to the system)",
                        () -> TunedContext.builder().socketBufferBytes(1_000)),
                wrong(
                        "frameBytes: 255 (expected: 256 to 1048576; a larger message has a frame of its own)",
                        () -> context.publisher().frameBytes(255)),
                wrong(
                        "frameBytes: 1048577 (expected: 256 to 1048576; a larger message has a frame of its own)",
                        () -> context.publisher().frameBytes((1 << 20) + 1)),
                wrong(
                        "hwm: 0 (expected: 1 to 1073741824; for no limit use HwmPolicy.unbounded())",
                        () -> HwmPolicy.messages(0)),
                wrong(
                        "hwm: 2147483647 (expected: 1 to 1073741824; for no limit use HwmPolicy.unbounded())",
                        () -> HwmPolicy.messages(Integer.MAX_VALUE)),
                wrong("bytes: 0 (expected: 1 to 9223372036854775807)", () -> HwmPolicy.memory(0, 1, 1)),
                wrong("typicalMessageBytes: 0 (expected: 1 to 2147483647)", () -> HwmPolicy.memory(1, 0, 1)),
                wrong("peers: 0 (expected: 1 to 2147483647)", () -> HwmPolicy.memory(1, 1, 0)),
                wrong(
                        "hwm: 0 (expected: 1 to 1073741824; 1000 bytes / 100 bytes per message / 11 peers; "
                                + "change the budget or the number of peers)",
                        () -> HwmPolicy.memory(1_000, 100, 11)),
                wrong(
                        "messagesPerSecond: 0 (expected: 1 to 1000000000)",
                        () -> HwmPolicy.burst(0, Duration.ofSeconds(1))),
                wrong("longestPause: PT0S (expected: PT0.001S to PT24H)", () -> HwmPolicy.burst(1, Duration.ZERO)),
                wrong(
                        "hwm: 172800000000 (expected: 1 to 1073741824; 2 x 1000000 messages/s x PT24H; "
                                + "a pause that long needs a store, not a queue)",
                        () -> HwmPolicy.burst(1_000_000, Duration.ofDays(1))),
                wrong(
                        "timeout: PT-0.001S (expected: PT0S to PT24H; Duration.ZERO refuses without waiting)",
                        () -> OverflowPolicy.block(Duration.ofMillis(-1))),
                wrong(
                        "endpoint: localhost:5555 (expected: tcp://host:port or inproc://name; "
                                + "JeroMQ 0.6.0 has no safe ipc and nothing else)",
                        () -> context.publisher().bind("localhost:5555")),
                wrong(
                        "endpoint: ipc:///tmp/feed (expected: tcp://host:port or inproc://name; "
                                + "JeroMQ 0.6.0 has no safe ipc and nothing else)",
                        () -> context.publisher().bind("ipc:///tmp/feed")),
                wrong(
                        "endpoint: inproc:// (expected: tcp://host:port or inproc://name; "
                                + "JeroMQ 0.6.0 has no safe ipc and nothing else)",
                        () -> context.subscriber().connect("inproc://")),
                wrong(
                        "endpoint: tcp://127.0.0.1 (expected: tcp://host:port; the port is missing)",
                        () -> context.publisher().bind("tcp://127.0.0.1")),
                wrong(
                        "endpoint: tcp://::1:5555 (expected: tcp://[ipv6]:port; an IPv6 address stands in brackets)",
                        () -> context.publisher().bind("tcp://::1:5555")),
                wrong(
                        "endpoint: tcp://[::12345]:5555 (expected: an IPv6 address in the brackets)",
                        () -> context.subscriber().connect("tcp://[::12345]:5555")),
                wrong(
                        "endpoint: tcp://256.1.1.1:5555 (expected: each part of an IPv4 address is 0 to 255)",
                        () -> context.subscriber().connect("tcp://256.1.1.1:5555")),
                wrong(
                        "endpoint: tcp://*:5555 (expected: a host to connect to; * is for bind)",
                        () -> context.subscriber().connect("tcp://*:5555")),
                wrong(
                        "endpoint: tcp://localhost:* (expected: port 1 to 65535)",
                        () -> context.subscriber().connect("tcp://localhost:*")),
                wrong(
                        "endpoint: tcp://localhost:70000 (expected: port 0 to 65535, or *)",
                        () -> context.publisher().bind("tcp://localhost:70000")),
                wrong(
                        "endpoints: none (expected: at least one; call bind(endpoint) or connect(endpoint))",
                        () -> context.publisher().open()),
                wrong(
                        "endpoints: none (expected: at least one; call connect(endpoint) or bind(endpoint))",
                        () -> context.subscriber().topic("prices").open()),
                wrong(
                        "topics: none (expected: at least one; call topic(name), or topicPrefix(\"\") for every topic)",
                        () -> context.subscriber().bind("tcp://127.0.0.1:*").open()),
                wrong(
                        "topic: 'a\\u0000b' (expected: no NUL character; a NUL ends the topic on the wire)",
                        () -> context.subscriber().topic("a\0b")),
                wrong(
                        "topicPrefix: '\\u007ftz/' (expected: a first character other than U+007F; "
                                + "it marks the library's own topics)",
                        () -> context.subscriber().topicPrefix("\u007ftz/")),
                wrong(
                        "topic: '\\ud800' (expected: valid Unicode; it holds half a surrogate pair)",
                        () -> context.subscriber().topic("\ud800")),
                wrong(
                        "topic: 1025 bytes of UTF-8 (expected: at most 1024; put the rest into the payload)",
                        () -> context.subscriber().topic("x".repeat(1_025))),
                wrong(
                        "maxMessageBytes: 0 (expected: 1 to 1073741824)",
                        () -> context.publisher().maxMessageBytes(0)),
                wrong(
                        "maxMessageBytes: -5 (expected: 1 to 1073741824)",
                        () -> context.subscriber().maxMessageBytes(-5)),
                wrong(
                        "maxTopics: 0 (expected: 1 to 100000000)",
                        () -> context.publisher().maxTopics(0)),
                wrong(
                        "maxTopics: 0 (expected: 1 to 100000000)",
                        () -> context.subscriber().maxTopics(0)),
                wrong(
                        "beaconInterval: PT0.001S (expected: PT0.01S to PT1H)",
                        () -> context.publisher().beaconInterval(Duration.ofMillis(1))),
                wrong(
                        "maxMessageBytes: 2000000 x 2016 frames for hwm messages(1000) = 4032000000 bytes (expected: <= "
                                + "67108864 = half of the memoryBudget, or maxMessageBytes <= 1048576; lower one of them or raise "
                                + "memoryBudget(bytes))",
                        () -> context.publisher()
                                .bind("tcp://127.0.0.1:*")
                                .maxMessageBytes(2_000_000)
                                .open()),
                wrong("count: 0 (expected: 1 to 2147483647)", () -> {
                    try (Publisher publisher =
                            context.publisher().bind("tcp://127.0.0.1:*").open()) {
                        publisher.awaitSubscribers(0, "prices", Duration.ZERO);
                    }
                }),
                wrong("limit: 0 (expected: 1 to 2147483647)", () -> {
                    try (Subscriber subscriber = context.subscriber()
                            .bind("tcp://127.0.0.1:*")
                            .topic("prices")
                            .open()) {
                        subscriber.drain(view -> {}, 0, Duration.ZERO);
                    }
                }),
                wrong(
                        "hwm: messages(1000000) needs 2000016 frames x 256 bytes at least = 512004096 bytes "
                                + "(expected: <= 67108864 = half of the memoryBudget; lower the HWM, raise memoryBudget(bytes) or the heap)",
                        () -> context.publisher()
                                .bind("tcp://127.0.0.1:*")
                                .hwm(HwmPolicy.messages(1_000_000))
                                .open()));
    }

    private static Arguments wrong(String text, Executable setting) {
        return arguments(text, setting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void shouldRefuseWithNameValueRuleAndCure(String text, Executable setting) {
        assertThatThrownBy(setting::execute)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                wrong("policy", () -> TunedContext.builder().hwm(null)),
                wrong("type", () -> TunedContext.builder().hwm(null, HwmPolicy.unbounded())),
                wrong("linger", () -> TunedContext.builder().linger(null)),
                wrong("type", () -> context.socket(null)),
                wrong("endpoint", () -> context.publisher().bind(null)),
                wrong("policy", () -> context.publisher().overflow(null)),
                wrong("beaconInterval", () -> context.publisher().beaconInterval(null)),
                wrong("topic", () -> context.subscriber().topic(null)),
                wrong("topicPrefix", () -> context.subscriber().topicPrefix(null)),
                wrong("listener", () -> context.subscriber().onGap(null)),
                wrong("timeout", () -> OverflowPolicy.block(null)),
                wrong("longestPause", () -> HwmPolicy.burst(1, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void shouldNameWhatIsNull(String name, Executable setting) {
        assertThatThrownBy(setting::execute)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name);
    }

    @Test
    void shouldResolvePoliciesByTheirArithmetic() {
        assertThat(HwmPolicy.messages(7).resolve()).isEqualTo(7);
        assertThat(HwmPolicy.memory(1_000_000, 100, 4).resolve()).isEqualTo(2_500);
        assertThat(HwmPolicy.burst(10_000, Duration.ofMillis(250)).resolve()).isEqualTo(5_000);
        assertThat(HwmPolicy.unbounded().resolve()).isZero();
    }

    @Test
    void shouldNameANullWhereverItIsPassed() {
        try (Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
                Subscriber subscriber = context.subscriber()
                        .connect(publisher.endpoint())
                        .topic("prices")
                        .open()) {
            named("topic", () -> publisher.publish(null, new byte[1]));
            named("payload", () -> publisher.publish("prices", (byte[]) null));
            named("timeout", () -> publisher.awaitSubscribers(1, "prices", null));
            named("before", () -> publisher.stats().minus(null));
            named("timeout", () -> subscriber.awaitReady(null));
            named("timeout", () -> subscriber.receive(null));
            named("handler", () -> subscriber.drain(null, 1, Duration.ZERO));
            named("before", () -> subscriber.stats().minus(null));
        }
    }

    private static void named(String name, Executable call) {
        assertThatThrownBy(call::execute)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name);
    }

    @Test
    void shouldLeaveNothingOpenWhenAnEndpointFails() {
        try (Publisher first =
                context.publisher().bind("tcp://127.0.0.1:*").bind("inproc://a").open()) {
            PublisherBuilder second = context.publisher().bind("inproc://b").bind(first.endpoint());

            for (int i = 0; i < 2; i++) { // The second time inproc://b must be free again.
                assertThatThrownBy(second::open)
                        .isInstanceOf(EndpointException.class)
                        .hasMessage("bind: " + first.endpoint() + " (the port is in use; port * is always free)");
            }
            assertThatThrownBy(() -> context.publisher().bind("inproc://a").open())
                    .isInstanceOf(EndpointException.class)
                    .hasMessage("bind: inproc://a (expected: a name not bound yet in this context)");
        }
    }

    @Test
    void shouldTakeWhatIsSmallAgainstTheMemoryBudgetAndSayWhatIsNot() {
        PublisherBuilder settings =
                context.publisher().bind("tcp://127.0.0.1:*").hwm(HwmPolicy.messages(1_000));
        try (Publisher publisher = settings.open()) {
            assertThat(publisher.publish("prices", new byte[1 << 20])).isEqualTo(PublishResult.ACCEPTED);
            assertThatThrownBy(() -> publisher.publish("prices", new byte[(1 << 20) + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "payload: 1048577 bytes (expected: <= 1048576 = what any HWM takes; lower the HWM or raise memoryBudget(bytes))");
        }
        settings.maxMessageBytes(1 << 20).open().close();
        settings.hwm(HwmPolicy.messages(10))
                .maxMessageBytes((64 << 20) / 36)
                .open()
                .close();
    }

    @Test
    void shouldRefusePayloadAboveTheLimitWithoutUsingANumber() {
        try (Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .maxMessageBytes(10)
                .open()) {
            assertThatThrownBy(() -> publisher.publish("prices", new byte[11]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("payload: 11 bytes (expected: <= 10; raise maxMessageBytes(n))");
            assertThat(publisher.stats().published()).isZero();
        }
    }
}
