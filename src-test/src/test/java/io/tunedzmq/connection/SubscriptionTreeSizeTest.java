package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionTreeSizeTest {
    private final SubscriptionTreeSize tree = new SubscriptionTreeSize();

    private static byte[] topic(int... bytes) {
        byte[] topic = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            topic[i] = (byte) bytes[i];
        }
        return topic;
    }

    @Test
    void shouldShareACommonBeginning() {
        tree.begin(topic(1, 2, 3));
        tree.begin(topic(1, 2, 4, 5));
        tree.begin(topic());

        assertThat(tree.nodes()).isEqualTo(5);
    }

    @Test
    void shouldCountATopicOnceHoweverManyAskForIt() {
        tree.begin(topic(1, 2));
        tree.begin(topic(1, 2));
        tree.end(topic(1, 2));
        assertThat(tree.nodes()).isEqualTo(2);

        tree.end(topic(1, 2));
        tree.end(topic(1, 2)); // Of a peer that never asked for it.

        assertThat(tree.nodes()).isZero();
    }

    @Test
    void shouldForgetWhatAPeerHadThatIsGone() {
        ConnectionSubscriptions its = new ConnectionSubscriptions(tree);
        ConnectionSubscriptions others = new ConnectionSubscriptions(tree);
        its.begin(topic(1, 7, 7, 7));
        its.begin(topic(1, 8));
        others.begin(topic(1, 8));

        its.endAll();
        its.begin(topic(1, 9)); // Read before its end was noticed.

        assertThat(tree.nodes()).isEqualTo(1);
    }

    @Test
    void shouldCountTheBeginningsOfAllTopics() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> asked = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            if (asked.isEmpty() || random.nextInt(5) > 1) {
                byte[] topic = new byte[random.nextInt(6)];
                for (int at = 0; at < topic.length; at++) {
                    topic[at] = (byte) (random.nextInt(3) - 1);
                }
                asked.add(topic);
                tree.begin(topic);
            } else {
                tree.end(asked.remove(random.nextInt(asked.size())));
            }
            if (i % 100 == 0) {
                assertThat(tree.nodes()).as("seed %s", seed).isEqualTo(beginnings(asked));
            }
        }
    }

    private static long beginnings(List<byte[]> topics) {
        Set<String> beginnings = new HashSet<>();
        for (byte[] topic : topics) {
            for (int length = 1; length <= topic.length; length++) {
                beginnings.add(Arrays.toString(Arrays.copyOf(topic, length)));
            }
        }
        return beginnings.size();
    }
}
