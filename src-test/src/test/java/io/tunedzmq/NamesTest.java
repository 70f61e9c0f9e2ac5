package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Finding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a context has open can be listed, and told apart by the names that its owner gave. */
@Timeout(60)
class NamesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int REFUSALS = 10;

    private final TunedContext context =
            TunedContext.builder().linger(Duration.ofMillis(100)).build();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void shouldListWhatIsOpenInTheOrderOfOpening() {
        Publisher trades = publisher().name("trades").open();
        Publisher quotes = publisher().open();
        Subscriber book = subscriber(trades).name("book").open();
        Subscriber risk = subscriber(quotes).open();
        List<Publisher> before = context.publishers();

        assertThat(before).containsExactly(trades, quotes);
        assertThat(context.subscribers()).containsExactly(book, risk);
        assertThat(before).extracting(Publisher::name).containsExactly("trades", "");
        assertThat(context.subscribers()).extracting(Subscriber::name).containsExactly("book", "");

        trades.close();
        book.close();

        assertThat(before).hasSize(2);
        assertThat(context.publishers()).containsExactly(quotes);
        assertThat(context.subscribers()).containsExactly(risk);
        context.close();
        assertThat(context.publishers()).isEmpty();
        assertThat(context.subscribers()).isEmpty();
    }

    @Test
    void shouldShowANameBesideTheEndpoints() {
        Publisher trades = publisher().name("trades").open();
        Publisher quotes = publisher().open();
        Subscriber book = subscriber(trades).name("book\n").open();

        assertThat(trades).hasToString("Publisher 'trades' [" + trades.endpoint() + "]");
        assertThat(quotes).hasToString("Publisher[" + quotes.endpoint() + "]");
        assertThat(book).hasToString("Subscriber 'book\\u000a' [" + trades.endpoint() + "]");
    }

    @Test
    void shouldTakeTheNamesThatASubscriberTakes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher().name("x".repeat(129)))
                .withMessageContaining("up to 128 bytes of UTF-8 without NUL");
        assertThatIllegalArgumentException().isThrownBy(() -> publisher().name("a\0b"));
        assertThat(publisher().name("x".repeat(128)).open().name()).hasSize(128);
    }

    /** A publisher that connects to nobody is a finding about it. */
    @Test
    void shouldNameThePublisherInAFinding() {
        Publisher lonely =
                context.publisher().name("trades").connect("tcp://127.0.0.1:1").open();

        List<Finding> findings = context.diagnose(Duration.ofSeconds(2)).findings();

        assertThat(findings).extracting(Finding::subject).contains("publisher 'trades' at " + lonely.endpoint());
    }

    /** In a process of its own: there are only so many lines of a kind in a minute. */
    @Test
    void shouldNameThePublisherInTheLog() throws Exception {
        try (JavaProcess process = JavaProcess.start(NamesTest.class)) {
            String endpoint = process.line();
            String line = process.line();
            while (!line.contains("were not sent")) { // On a busy machine more is told.
                line = process.line();
            }
            assertThat(line).contains("messages of the publisher 'trades' at " + endpoint + " were not sent");
        }
    }

    public static void main(String[] args) {
        System.setErr(System.out);
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .name("trades")
                    .hwm(HwmPolicy.messages(1))
                    .overflow(OverflowPolicy.block(Duration.ofMillis(100)))
                    .open();
            System.out.println(publisher.endpoint());
            Subscriber full = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            if (!full.awaitReady(SOON)) {
                throw new IllegalStateException("not ready");
            }
            int refused = 0;
            while (refused < REFUSALS) { // What the housekeeper reads ahead makes room now and then, up to a limit.
                refused = publisher.publish("prices", new byte[60_000]) == PublishResult.REFUSED ? refused + 1 : 0;
            }
            publisher.close();
        }
    }

    private PublisherBuilder publisher() {
        return context.publisher().bind("tcp://127.0.0.1:*");
    }

    private SubscriberBuilder subscriber(Publisher publisher) {
        return context.subscriber().connect(publisher.endpoint()).topic("prices");
    }
}
