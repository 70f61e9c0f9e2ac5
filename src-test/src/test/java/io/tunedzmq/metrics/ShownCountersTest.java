package io.tunedzmq.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.stats.Health;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberStats;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Who adds a counter adds it to what is shown, too. */
class ShownCountersTest {

    @Test
    void shouldShowEveryCounterOfAPublisher() throws Exception {
        assertThat(hidden(
                        PublisherStats.class,
                        PublisherMetrics.ALL,
                        stats -> new PublisherReading(stats, false, 0, 0, 0, 0, false, 0)))
                .isEmpty();
    }

    @Test
    void shouldShowEveryCounterOfASubscriber() throws Exception {
        assertThat(hidden(
                        SubscriberStats.class,
                        SubscriberMetrics.ALL,
                        stats -> new SubscriberReading(stats, false, false, 0, 0, 0)))
                .isEmpty();
    }

    @Test
    void shouldShowEveryCounterOfAContext() throws Exception {
        assertThat(hidden(ContextStats.class, ContextMetrics.ALL, stats -> new ContextReading(stats, Health.WELL)))
                .isEmpty();
    }

    @Test
    void shouldShowHealthAsAShareOfOne() throws Exception {
        ContextStats stats = with(ContextStats.class, -1);
        Metric<ContextReading> health = ContextMetrics.ALL.stream()
                .filter(metric -> metric.name().equals("tunedzmq.context.health"))
                .findFirst()
                .orElseThrow();

        assertThat(health.of(new ContextReading(stats, Health.WELL))).isEqualTo(1);
        assertThat(health.of(new ContextReading(stats, new Health(Health.Status.DEGRADED, List.of("slow")))))
                .isEqualTo(0.5);
        assertThat(health.of(new ContextReading(stats, new Health(Health.Status.DOWN, List.of("closed")))))
                .isZero();
    }

    /** Components that no metric changes with. */
    private static <S, R> Set<String> hidden(Class<S> stats, List<Metric<R>> metrics, Function<S, R> reading)
            throws ReflectiveOperationException {
        RecordComponent[] components = stats.getRecordComponents();
        Set<String> hidden = new HashSet<>();
        for (int i = 0; i < components.length; i++) {
            R without = reading.apply(with(stats, -1));
            R with = reading.apply(with(stats, i));
            if (metrics.stream().noneMatch(metric -> metric.of(with) != metric.of(without))) {
                hidden.add(components[i].getName());
            }
        }
        return hidden;
    }

    /** All are 0, but for one of them. */
    private static <S> S with(Class<S> stats, int one) throws ReflectiveOperationException {
        RecordComponent[] components = stats.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(components[i].getType(), i == one);
        }
        return stats.getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                .newInstance(values);
    }

    private static Object value(Class<?> type, boolean set) {
        if (type == Optional.class) {
            return set ? Optional.of("broken") : Optional.empty();
        }
        return type == int.class ? (Object) (set ? 1 : 0) : (Object) (set ? 1L : 0L);
    }
}
