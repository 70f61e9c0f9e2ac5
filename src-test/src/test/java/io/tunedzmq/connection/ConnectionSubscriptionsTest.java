package io.tunedzmq.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.Sum64;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionSubscriptionsTest {
    private final ConnectionSubscriptions subscriptions = new ConnectionSubscriptions(new SubscriptionTreeSize());

    private long begin(String topic) {
        return subscriptions.begin(("\1" + topic).getBytes(ISO_8859_1));
    }

    private long end(String topic) {
        return subscriptions.end(("\0" + topic).getBytes(ISO_8859_1));
    }

    @Test
    void shouldCountOnlyWhatASubscriptionAddsToTheOthers() {
        long first = begin("instrument-1");
        begin("other");
        long second = begin("instrument-2");

        assertThat(second).isLessThan(first);
    }

    @Test
    void shouldCostMoreTheLongerItIs() {
        assertThat(begin("a".repeat(1_000))).isGreaterThan(50_000);
    }

    @Test
    void shouldCostMoreTheWiderItsTableOfChildrenIs() {
        begin("x\u0001");
        long near = begin("x\u0002");
        long far = begin("x\u007f");
        long between = begin("x@");

        assertThat(far - near).isEqualTo(4 * (0x7f - 2 - 1));
        assertThat(between).isLessThan(near);
    }

    @Test
    void shouldCountOnceWhatIsAskedForTwice() {
        begin("one");

        assertThat(begin("one")).isZero();
        assertThat(end("one")).isPositive();
        assertThat(subscriptions.cost()).isZero();
    }

    @Test
    void shouldIgnoreTheEndOfWhatNeverBegan() {
        begin("one");
        assertThat(end("another")).isZero();
        assertThat(end("on")).isZero();
    }

    @Test
    void shouldKeepWhatALongOneCostsWhileShortOnesComeAndGo() {
        begin("r".repeat(1_000));
        long cost = subscriptions.cost();
        for (int i = 0; i < 100; i++) {
            begin("a");
            end("a");
        }

        assertThat(subscriptions.cost()).isEqualTo(cost);
    }

    @Test
    void shouldKeepWhatALongOneCostsWhenWhatItExtendsEnds() {
        String topic = "r".repeat(1_000);
        begin(topic);
        begin(topic + "x");
        end(topic);

        assertThat(subscriptions.cost()).isGreaterThan(50_000);
    }

    private boolean has(String topic) {
        return subscriptions.haveAll(new long[] {Sum64.of(topic.getBytes(ISO_8859_1))});
    }

    private void begins(int count) {
        for (int i = 0; i < count; i++) {
            begin("t" + i);
        }
    }

    private void ends(String topic) {
        end(topic);
        subscriptions.someEnded();
    }

    /** A proxy behind the peer may be gone, and the peer had no room to say all that ended with it. */
    @Test
    void shouldNotTrustWhatWasNotHeardToEndWithAConnectionElsewhere() {
        begins(300);
        ends("t0");

        subscriptions.lostElsewhere("first".getBytes(ISO_8859_1));

        assertThat(has("t299")).isFalse();
        begin("t299");
        assertThat(has("t299")).as("it was said to begin since").isTrue();
        ends("t1");
        subscriptions.lostElsewhere("first".getBytes(ISO_8859_1));
        assertThat(has("t299")).as("what says nothing new").isTrue();
        subscriptions.lostElsewhere("second".getBytes(ISO_8859_1));
        assertThat(has("t299")).isFalse();
    }

    @Test
    void shouldTrustWhatNoProxyCanHaveDropped() {
        begins(249);
        ends("t0");
        subscriptions.lostElsewhere("a few fit into any queue".getBytes(ISO_8859_1));
        assertThat(has("t1")).isTrue();

        begins(300);
        subscriptions.lostElsewhere("once more".getBytes(ISO_8859_1));
        assertThat(has("t1")).isFalse();
        begins(300);
        subscriptions.lostElsewhere("nothing has ended since".getBytes(ISO_8859_1));
        assertThat(has("t1")).isTrue();
    }

    @Test
    void shouldCostAsMuchInWhateverOrderTheyCome() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> topics = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder topic = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                topic.append((char) (random.nextInt(4) * 80));
            }
            topics.add(topic.toString());
        }
        topics.forEach(this::begin);
        long cost = subscriptions.cost();
        Collections.shuffle(topics, random);
        ConnectionSubscriptions again = new ConnectionSubscriptions(new SubscriptionTreeSize());
        topics.forEach(topic -> again.begin(("\1" + topic).getBytes(ISO_8859_1)));

        assertThat(again.cost()).as("seed %d", seed).isEqualTo(cost);

        Collections.shuffle(topics, random);
        topics.forEach(this::end);
        assertThat(subscriptions.cost()).as("seed %d", seed).isZero();
    }
}
