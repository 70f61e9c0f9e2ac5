package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlRequest.Report;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteAccountTest {
    private static final long KEY = 3;
    private static final long EPOCH = 0xE;
    private static final long ECHO = 1;
    private static final long MUCH = 1_000;

    private final PublishedTopic prices = new PublishedTopic("prices", Topics.withNul("prices"), 1);
    private final FilterTraffic wanted = new FilterTable().of(new TopicFilter(Set.of("prices"), Set.of()));
    private final RemotePresence presence = new RemotePresence();
    private final RemoteAccount account = account(false);

    @BeforeEach
    void connect() {
        presence.came(new ConnectionRows(7));
    }

    @Test
    void shouldCountWhatWasSentSinceTheEchoThatItQuotes() {
        sent(100);
        account.wants(wanted);
        account.echoed(ECHO, 0);
        sent(10);
        wanted.mark();

        account.reported(report(ECHO, 6, 1, 2, 1));

        assertThat(account.sent()).hasValue(10);
        assertThat(account.published(account.sent())).as("with the early one").hasValue(11);
        assertThat(account.behind(account.sent())).hasValue(3);
        assertThat(account.difference(1)).hasValue(3);
        assertThat(account.difference(2)).as("not answered").isEmpty();
        assertThat(account.hasAll(OptionalLong.of(110))).contains(false);
        assertThat(account.hasAll(OptionalLong.of(107))).contains(true);
    }

    @Test
    void shouldTakeTheDifferenceAtAMarkOnce() {
        account.wants(wanted);
        sent(0);
        account.echoed(ECHO, 0);
        wanted.mark();
        account.reported(report(ECHO, 0, 0, 0, 1));

        account.balance().at(1, account.difference(1).getAsLong(), true);

        assertThat(account.difference(1)).isEmpty();
    }

    @Test
    void shouldKnowNothingOfWhatWasSentBeforeItSaysWhatItWants() {
        sent(10);
        account.echoed(ECHO, 0);
        account.reported(report(ECHO, 5, 0, 5, 1));

        assertThat(account.isKnown()).isFalse();
        assertThat(account.sent()).isEmpty();
        assertThat(account.behind(account.sent())).isEmpty();
        assertThat(account.dropped()).isEqualTo(5);
    }

    @Test
    void shouldNotBelieveWhatCannotBe() {
        account.wants(wanted);
        sent(0);
        account.echoed(ECHO, 0);
        sent(10);

        assertThat(account.plausible(report(ECHO, 6, 0, 4, 1), MUCH)).isTrue();
        assertThat(account.plausible(report(ECHO, 7, 0, 4, 1), MUCH))
                .as("more than was sent")
                .isFalse();
        assertThat(account.plausible(report(ECHO, 7, 1, 4, 1), MUCH)).isTrue();
        assertThat(account.plausible(report(ECHO, 0, 1, 0, 1), MUCH))
                .as("less than none")
                .isFalse();
        assertThat(account.plausible(report(ECHO, 6, -1, 3, 1), MUCH)).isFalse();
        assertThat(account.plausible(report(ECHO, 6, 0, 4, 1), 9))
                .as("more than was published")
                .isFalse();

        account.reported(report(ECHO, 6, 0, 3, 1));
        assertThat(account.plausible(report(ECHO, 5, 0, 4, 1), MUCH))
                .as("less than before")
                .isFalse();
        assertThat(account.plausible(report(ECHO, 7, 0, 2, 1), MUCH)).isFalse();
        assertThat(account.plausible(report(ECHO, 7, 0, 3, 1), MUCH)).isTrue();
    }

    /** It may have had an echo that this row does not know, and have begun with that. */
    @Test
    void shouldNotTakeForCompleteWhoMayBeBackBeforeItReports() {
        RemoteAccount back = account(true);
        back.wants(wanted);
        sent(10);
        back.echoed(ECHO, 0);

        assertThat(back.hasAll(OptionalLong.of(10))).isEmpty();
        assertThat(back.quotesAnother(report(2, 0, 0, 0, 1))).isTrue();
        assertThat(back.quotesAnother(report(ECHO, 0, 0, 0, 1))).isFalse();
        assertThat(back.plausible(report(2, 6, 0, 5, 1), MUCH)).as("who knows").isTrue();

        back.reported(report(ECHO, 0, 0, 0, 1));
        assertThat(back.hasAll(OptionalLong.of(10))).contains(true);
    }

    @Test
    void shouldGoOnFromItsConnectionThatIsGoneUntilItReports() {
        RemoteAccount before = account(false);
        before.wants(wanted);
        sent(0);
        before.echoed(ECHO, 0);
        sent(10);
        before.reported(report(ECHO, 6, 0, 4, 1));
        account.wants(wanted);
        account.echoed(2, 0);

        account.inherit(before);
        assertThat(account.dropped()).isEqualTo(4);
        assertThat(account.received()).as("another one may have said that").isZero();
        assertThat(account.sent()).as("since its first echo").hasValue(10);

        account.reported(report(2, 0, 0, 5, 2));
        assertThat(account.dropped()).isEqualTo(5);
        assertThat(account.sent()).as("since that echo").hasValue(0);
        assertThat(account.plausible(report(ECHO, 0, 0, 5, 3), MUCH))
                .as("it has said which echo holds")
                .isFalse();
    }

    @Test
    void shouldAskNothingOfWhoIsGone() {
        account.wants(wanted);
        sent(0);
        account.echoed(ECHO, 0);
        sent(10);

        presence.left(0);

        assertThat(account.sent()).isEmpty();
        assertThat(account.hasAll(OptionalLong.of(10))).as("but it lacks some").contains(false);
    }

    @Test
    void shouldGrantTheTimeThatItAsksForUpToAMinute() {
        account.reported(new Report(KEY, 0, 0, 0, 0, 0, 1, 1));
        assertThat(account.grantedNs()).isZero();
        account.reported(new Report(KEY, 0, 0, 0, 0, 0, 1, 5));
        assertThat(account.grantedNs()).isEqualTo(5_000_000_000L);
        account.reported(new Report(KEY, 0, 0, 0, 0, 0, 1, Long.MAX_VALUE));
        assertThat(account.grantedNs()).isEqualTo(60_000_000_000L);
    }

    private RemoteAccount account(boolean mayBeBack) {
        return new RemoteAccount(presence, new EchoBaselines(KEY, EPOCH), 0, mayBeBack);
    }

    /** So many more are published and seen. */
    private void sent(int messages) {
        prices.sent(prices.sent() + messages);
        FilterTable.look(wanted, List.of(prices));
    }

    private static Report report(long echo, long received, long early, long dropped, long mark) {
        return Report.on(EPOCH, KEY, echo, received, early, dropped, mark, 1);
    }
}
