package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Finding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a context has open can be listed, and told apart by the names that its owner gave. */
@Timeout(60)
class NamesTest {
    private static final Duration SOON = Duration.ofSeconds(10);

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

    @Test
    void shouldNameThePublisherInTheLog() {
        PrintStream standardError = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, UTF_8));
        try {
            Publisher publisher = publisher()
                    .name("trades")
                    .hwm(HwmPolicy.messages(1))
                    .overflow(OverflowPolicy.block(Duration.ofMillis(100)))
                    .open();
            Subscriber full = subscriber(publisher).hwm(HwmPolicy.messages(1)).open();
            assertThat(full.awaitReady(SOON)).isTrue();
            Wait.until(
                    "its subscriber is full",
                    () -> publisher.publish("prices", new byte[60_000]) == PublishResult.REFUSED);
            publisher.close();

            assertThat(written.toString(UTF_8))
                    .contains("messages of the publisher 'trades' at " + publisher.endpoint() + " were not sent");
        } finally {
            System.setErr(standardError);
        }
    }

    private PublisherBuilder publisher() {
        return context.publisher().bind("tcp://127.0.0.1:*");
    }

    private SubscriberBuilder subscriber(Publisher publisher) {
        return context.subscriber().connect(publisher.endpoint()).topic("prices");
    }
}
