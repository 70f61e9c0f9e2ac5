package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.BundleGroup;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.BundledTopics;
import io.tunedzmq.wire.Bundles;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A topic travels in bundles only where these reach everybody who has asked for it. */
class BundleGroupsTest {
    private static final long UNKNOWN = 0;

    private final BundleGroups routes = new BundleGroups(true, 0x9E3779B97F4A7C15L);

    private List<Long> route(String topic) {
        return Arrays.stream(routes.of(new PublishedTopic(topic, Topics.withNul(topic), 1)))
                .map(BundleGroup::number)
                .toList();
    }

    private void subscribes(long connection, String bytes) {
        hears(connection, true, bytes);
    }

    private void hears(long connection, boolean begins, String bytes) {
        routes.heard(message(begins, bytes), connection, false, false);
    }

    private void asksForBundles(long connection, long group) {
        routes.heard(message(true, BundleRequest.request(group)), connection, true, false);
    }

    private static byte[] message(boolean begins, String bytes) {
        return ((begins ? '\u0001' : '\0') + bytes).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldBundleWhatAllWhoAskForItTakeInBundles() {
        subscribes(1, "t");
        subscribes(2, "t");
        asksForBundles(1, 7);
        assertThat(route("t1")).isEmpty();

        asksForBundles(2, 7);

        assertThat(route("t1")).containsExactly(7L);
        assertThat(route("t")).containsExactly(7L);
        assertThat(route("other")).as("nobody asks for it").isEmpty();
    }

    @Test
    void shouldNotBundleWhatSomebodyElseAsksForToo() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        subscribes(2, "t1");
        subscribes(3, "t2\0");
        subscribes(UNKNOWN, "t3");

        assertThat(route("t1")).isEmpty();
        assertThat(route("t17")).isEmpty();
        assertThat(route("t2")).isEmpty();
        assertThat(route("t21")).containsExactly(7L);
        assertThat(route("t3")).isEmpty();
        assertThat(route("t4")).containsExactly(7L);
    }

    /** ZeroMQ compares beginnings of frames, in which more follows the NUL; bundles begin otherwise. */
    @Test
    void shouldNotBundleWhatSomebodyAsksForWithMoreBehindTheNul() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        subscribes(2, "t1\0TZ\1");
        subscribes(2, "t1\0TZ");
        subscribes(UNKNOWN, "t2\0TZ\0\0");

        assertThat(route("t1")).isEmpty();
        assertThat(route("t2")).isEmpty();
        assertThat(route("t11")).containsExactly(7L);

        hears(2, false, "t1\0TZ");
        assertThat(route("t1")).as("it has asked for the other one still").isEmpty();
        hears(2, false, "t1\0TZ\1");
        assertThat(route("t1")).containsExactly(7L);
        subscribes(2, "t1\0TZ");
        assertThat(route("t1")).isEmpty();
        routes.gone(2);
        assertThat(route("t1")).containsExactly(7L);
    }

    @Test
    void shouldCountWhoAsksForATopicSeveralTimesAsOfItsGroup() {
        subscribes(1, "t1\0");
        subscribes(1, "t1\0TZ");
        asksForBundles(1, 7);
        assertThat(route("t1")).containsExactly(7L);

        hears(1, false, "t1\0");
        assertThat(route("t1")).containsExactly(7L);
        hears(1, false, "t1\0TZ");
        assertThat(route("t1")).isEmpty();
    }

    @Test
    void shouldWriteTopicsOfFiltersThatOverlapForEachGroup() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        subscribes(2, "t1\0");
        asksForBundles(2, 8);

        assertThat(route("t1")).containsExactlyInAnyOrder(7L, 8L);
        assertThat(route("t2")).containsExactly(7L);
    }

    @Test
    void shouldNotWriteATopicForMoreThanAFewGroups() {
        for (int i = 1; i <= 5; i++) {
            subscribes(i, "topic".substring(0, i));
            asksForBundles(i, i);
        }

        assertThat(route("topi")).hasSize(4);
        assertThat(route("topic")).isEmpty();
    }

    /** The empty prefix gets bundles of all groups. */
    @Test
    void shouldReachWhoAsksForEverythingOnce() {
        subscribes(1, "");
        asksForBundles(1, 6);
        subscribes(2, "t");
        asksForBundles(2, 7);
        subscribes(3, "t1");
        asksForBundles(3, 8);

        assertThat(route("other")).containsExactly(6L);
        assertThat(route("t2")).containsExactly(7L);
        assertThat(route("t1")).isEmpty();
    }

    @Test
    void shouldBelieveNobodyWhoMayStandBehindAProxy() {
        subscribes(1, "t");
        routes.heard(message(true, BundleRequest.request(7)), 1, false, false);
        subscribes(2, "u");
        routes.heard(message(true, BundleRequest.request(7)), 2, true, true);

        assertThat(route("t1")).isEmpty();
        assertThat(route("u1")).isEmpty();
    }

    /** Who gets everything because it has asked for too much wants every topic, in frames of its own. */
    @Test
    void shouldNotBundleForWhoGetsEverything() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        routes.heard(message(true, "too much"), 2, true, true);

        assertThat(route("t1")).isEmpty();
    }

    @Test
    void shouldBundleAgainWhenOthersHaveLeft() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        subscribes(2, "t");
        subscribes(UNKNOWN, "t1");

        routes.gone(2);
        assertThat(route("t2")).containsExactly(7L);
        assertThat(route("t1")).isEmpty();
        hears(UNKNOWN, false, "t1");
        assertThat(route("t1")).containsExactly(7L);

        routes.gone(1);
        assertThat(route("t1")).isEmpty();
    }

    /** A stranger with very many subscriptions would make each time long. */
    @Test
    void shouldNotLetAConnectionChangeItsGroup() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        long before = routes.version();

        asksForBundles(1, 8);

        assertThat(route("t1")).containsExactly(7L);
        assertThat(routes.version()).isEqualTo(before);
    }

    @Test
    void shouldHearTheSameTwiceAsOnce() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        asksForBundles(1, 7);
        subscribes(2, "t");
        subscribes(2, "t");
        hears(2, false, "t");
        hears(2, false, "t");

        assertThat(route("t1")).containsExactly(7L);
    }

    @Test
    void shouldTellWhenWhatWasGatheredReachesAllNoMore() {
        subscribes(1, "t");
        asksForBundles(1, 7);
        routes.heardUpTo(1);
        BundledTopics gathered = Bundles.of(routes, "t1", "t2");
        assertThat(routes.reachAll(gathered, 1)).isTrue();

        assertThat(routes.reachAll(gathered, 2)).as("JeroMQ has one more").isFalse();
        subscribes(2, "u");
        routes.heardUpTo(2);
        assertThat(routes.reachAll(gathered, 2))
                .as("it asks for something else")
                .isTrue();
        subscribes(3, "t2");
        routes.heardUpTo(3);
        assertThat(routes.reachAll(gathered, 3)).as("it asks for that, too").isFalse();
        assertThat(routes.reachAll(Bundles.of(routes, "t1"), 3)).isTrue();
    }

    @Test
    void shouldTakeNoNoticeOfControlTopics() {
        long before = routes.version();

        subscribes(1, ControlTopics.LAST);
        subscribes(1, "\u00fftz/proof/1");
        subscribes(1, BundleRequest.topic(7) + '\0');

        assertThat(routes.version()).isEqualTo(before);
    }

    /** Over inproc nobody knows who asks for what. */
    @Test
    void shouldBundleNothingWithinAProcess() {
        BundleGroups local = new BundleGroups(false, 0x9E3779B97F4A7C15L);
        local.heard(message(true, "t"), 1, false, false);
        local.heard(message(true, BundleRequest.request(7)), 1, true, false);

        assertThat(local.of(new PublishedTopic("t", Topics.withNul("t"), 1))).isEmpty();
    }

    /** Two with the same open sum are easily found: one would take the topic of a neighbour behind the same proxy. */
    @Test
    void shouldNotTakeTheEndOfAnotherSubscriptionForThatOfATopic() {
        String forged =
                new String(HexFormat.of().parseHex("6333304bc73796869f76063ed6be29e131"), StandardCharsets.ISO_8859_1);
        subscribes(1, "t");
        asksForBundles(1, 7);
        subscribes(2, "t5\0");
        hears(2, true, forged);
        hears(2, false, forged);

        assertThat(route("t5")).isEmpty();
    }

    @Test
    void shouldForgetGroupsWhoseLastMemberHasLeft() {
        subscribes(1, "t");
        for (int i = 2; i < 2_000; i++) {
            subscribes(i, "t");
            asksForBundles(i, i);
            routes.gone(i);
        }
        asksForBundles(1, 7);

        assertThat(route("t1")).containsExactly(7L);
    }

    @Test
    void shouldNotBundleWhereEachWouldNeedItsOwn() {
        for (int i = 1; i <= 1_000; i++) {
            subscribes(i, "t");
            asksForBundles(i, i);
        }
        assertThat(route("t1")).isEmpty();

        for (int i = 5; i <= 1_000; i++) {
            routes.gone(i);
        }
        assertThat(route("t1")).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    void shouldHaveNoMoreThan256GroupsAtATime() {
        for (int i = 1; i <= 257; i++) {
            subscribes(i, "topic-" + i + "\0");
            asksForBundles(i, i);
        }
        assertThat(route("topic-256")).containsExactly(256L);
        assertThat(route("topic-257")).isEmpty();

        routes.gone(1);
        asksForBundles(257, 257);
        assertThat(route("topic-257")).containsExactly(257L);
    }
}
