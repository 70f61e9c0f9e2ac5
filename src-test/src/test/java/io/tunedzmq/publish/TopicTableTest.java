package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.wire.PublishedTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicTableTest {
    private static final int MOST = 100;

    private final TopicTable topics = new TopicTable(MOST, () -> {});

    @Test
    void shouldNumberTopicsInTheOrderOfTheirFirstUse() {
        PublishedTopic first = topics.topic("b");
        PublishedTopic second = topics.topic("a");

        assertThat(first.number()).isEqualTo(1);
        assertThat(second.number()).isEqualTo(2);
        assertThat(topics.topic("b")).isSameAs(first);
        assertThat(topics.byNumber()).containsExactly(first, second);
    }

    @Test
    void shouldNotNumberThoseBeyondTheLimit() {
        for (int i = 0; i < MOST; i++) {
            assertThat(topics.topic("t" + i).numbered()).isTrue();
        }

        assertThat(topics.topic("one more").numbered()).isFalse();
        assertThat(topics.count()).isEqualTo(MOST);
        assertThat(topics.topic("t0").number()).isEqualTo(1);
    }

    @Test
    void shouldRefuseATopicThatIsNotAllowed() {
        assertThatThrownBy(() -> topics.topic("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(topics.count()).isZero();
    }

    /** A view that was taken stays as it is. */
    @Test
    void shouldNotChangeAListThatWasTaken() {
        topics.topic("a");
        List<PublishedTopic> before = topics.byNumber();

        topics.topic("b");

        assertThat(before).hasSize(1);
    }

    @Test
    void shouldGiveEachTopicOneNumberWhateverThreadsUseIt() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<List<PublishedTopic>>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<List<PublishedTopic>> thread = new FutureTask<>(() -> {
                start.await();
                List<PublishedTopic> mine = new ArrayList<>();
                for (int topic = 0; topic < MOST; topic++) {
                    mine.add(topics.topic("t" + topic));
                }
                return mine;
            });
            threads.add(thread);
            new Thread(thread, "publishing").start();
        }
        start.countDown();

        for (FutureTask<List<PublishedTopic>> thread : threads) {
            assertThat(thread.get(20, TimeUnit.SECONDS)).containsExactlyElementsOf(topicsByName());
        }
        assertThat(topics.byNumber())
                .extracting(PublishedTopic::number)
                .doesNotHaveDuplicates()
                .hasSize(MOST);
    }

    private List<PublishedTopic> topicsByName() {
        List<PublishedTopic> all = new ArrayList<>();
        for (int topic = 0; topic < MOST; topic++) {
            all.add(topics.topic("t" + topic));
        }
        return all;
    }
}
