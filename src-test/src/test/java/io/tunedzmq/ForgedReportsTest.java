package io.tunedzmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.EchoSums;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Whatever a peer makes up, a publisher's books stay as they are. */
@Timeout(60)
class ForgedReportsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ROOT = "\u007ftz/";

    private TunedContext context;
    private Publisher publisher;
    private Subscriber subscriber;
    private ZMQ.Socket forger;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .beaconInterval(Duration.ofMillis(50))
                .open();
        subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        for (int i = 0; i < 100; i++) {
            publisher.publish("prices", new byte[8]);
        }
        Wait.until("an honest report", () -> {
            assertThat(subscriber.drain(message -> {}, 100, Duration.ZERO)).isNotNegative();
            return publisher.subscribers().get(0).received() == 100
                    && publisher.subscribers().get(0).unaccounted().isPresent();
        });
        forger = context.socket(SocketType.XSUB);
        forger.connect(publisher.endpoint());
    }

    @AfterEach
    void close() {
        forger.close();
        context.close();
    }

    /** Its identity can be seen in the table and in echoes; the key of its reports cannot. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "report/%1$s/%2$s/1/3e8/0/3e8/1/1",
                "report/%1$s/%2$s/1/0/0/7fffffffffffffff/0/1",
                "report/%1$s/%2$s/1/ffffffffffffffff/ffffffffffffffff/ffffffffffffffff/ffffffffffffffff/1",
                "ack/%1$s/%2$s/1",
                "echo/%1$s/1/2",
                "from/%1$s/elsewhere:1",
                "filter/%1$s/0/1/p/"
            })
    void shouldNotBelieveWhoSpeaksInTheNameOfAnother(String forged) {
        String text = forged.formatted(Long.toHexString(subscriber.id()), to(subscriber.id()));

        assertIgnored(text);
    }

    /** It gets a row of its own, as anybody may, with whatever name and id. */
    @Test
    void shouldNotLetWhoClaimsAnIdHaveWhatItsOwnerHas() {
        SubscriberReport honest = honest();

        say("about/" + Long.toHexString(subscriber.id()) + "/1/another name");
        Wait.until("it is there", () -> publisher.subscribers().size() == 2);

        assertThat(honest().name()).isEqualTo(honest.name());
        assertThat(honest().received()).isEqualTo(100);
        assertThat(honest().unaccounted()).hasValue(0);
        assertThat(publisher.subscribers())
                .filteredOn(row -> row.name().equals("another name"))
                .singleElement()
                .satisfies(row -> assertThat(row.received()).isZero());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0/65/0/0/0", "0/0/0/65/0", "1/1/0/0/0", "2/1/0/0/0", "2/0/0/1/0", "7/1/0/0/0", "2/0/0/0/ffffff"
            })
    void shouldNotBelieveAReportThatCannotBeTrue(String counts) {
        say("about/1/2/forger");
        say("filter/2/0/1/e/prices");
        say("ready/1/1");
        Wait.until("the forger is known", () -> publisher.subscribers().size() == 2);
        Wait.until("and has its echo", () -> forger.recv(ZMQ.DONTWAIT) != null);

        assertIgnored("report/2/" + to(2) + "/" + counts + "/1");
    }

    /** What a report of who has the key says in place of the publisher. */
    private String to(long key) {
        return Long.toHexString(EchoSums.publisher(key, publisher.epoch()));
    }

    private void assertIgnored(String text) {
        PublisherStats before = publisher.stats();
        SubscriberReport honest = honest();

        say(text);
        Wait.until("it is counted", () -> publisher.stats().ignoredUpstream() > before.ignoredUpstream());

        assertThat(publisher.stats().dropped()).isZero();
        assertThat(honest().received()).isEqualTo(honest.received());
        assertThat(honest().dropped()).isZero();
        assertThat(honest().name()).isEqualTo(honest.name());
        assertThat(honest().address()).isEqualTo(honest.address());
        assertThat(honest().unaccounted()).hasValue(0);
    }

    @Test
    void shouldStayBoundedUnderAnEndlessStreamOfMadeUpReports() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            long number = random.nextLong();
            String key = Long.toHexString(number);
            switch (random.nextInt(4)) {
                case 0 -> tell("report/" + key + "/" + to(number) + "/1/5/0/5/0/1");
                case 1 -> tell("about/" + Long.toHexString(random.nextLong()) + "/" + key + "/" + "n".repeat(100));
                case 2 -> tell("filter/" + key + "/0/1/p/" + key);
                default -> tell("report/" + "f".repeat(random.nextInt(900)));
            }
        }
        long before = publisher.stats().published();
        publisher.publish("prices", new byte[8]);

        assertThat(subscriber.receive(SOON)).isNotNull();
        assertThat(publisher.stats().published()).isEqualTo(before + 1);
        Wait.until("all is heard", () -> publisher.stats().ignoredUpstream() >= 10_000);
        assertThat(publisher.stats().dropped()).isZero();
        assertThat(publisher.subscribers().size())
                .as("those gone are forgotten")
                .isLessThanOrEqualTo(20_000);
        assertThat(honest().unaccounted()).hasValue(0);
    }

    private SubscriberReport honest() {
        List<SubscriberReport> rows = publisher.subscribers();
        return rows.stream()
                .filter(row -> row.id() == subscriber.id() && row.name().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /** As a subscription that stays. */
    private void say(String text) {
        forger.send(bytes(1, text));
    }

    /** As a subscription that ends at once. */
    private void tell(String text) {
        forger.send(bytes(1, text));
        forger.send(bytes(0, text));
    }

    private static byte[] bytes(int first, String text) {
        return ((char) first + ROOT + text).getBytes(ISO_8859_1);
    }
}
