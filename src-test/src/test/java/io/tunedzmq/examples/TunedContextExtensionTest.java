package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.tunedzmq.TunedContext;
import io.tunedzmq.examples.junit.TunedContextExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs classes of tests that use the extension. */
class TunedContextExtensionTest {
    private static final List<TunedContext> GIVEN = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        GIVEN.clear();
    }

    @Test
    void shouldGiveTheTestsOfAClassOneContextThatClosesBehindThem() {
        Ran ran = Ran.of(PerClassSample.class);

        assertThat(ran.failures).isEmpty();
        assertThat(ran.passed).hasValue(2);
        assertThat(GIVEN).hasSize(3).containsOnly(GIVEN.get(0));
        assertThat(TunedContext.current()).isEmpty();
    }

    @Test
    void shouldGiveEachTestAContextOfItsOwn() {
        Ran ran = Ran.of(PerTestSample.class);

        assertThat(ran.failures).isEmpty();
        assertThat(GIVEN).hasSize(2).doesNotHaveDuplicates();
        assertThat(TunedContext.current()).isEmpty();
    }

    @Test
    void shouldReportTheCountersOfWhatATestThatFailedHasLeftOpen() {
        Ran ran = Ran.of(FailingSample.class);

        assertThat(ran.failures).hasSize(1);
        assertThat(ran.reports).hasSize(1);
        assertThat(ran.reports.get(0).getKeyValuePairs().toString())
                .contains("Publisher[tcp://127.0.0.1:", "PublisherStats[published=1");
        assertThat(TunedContext.current()).isEmpty();
    }

    static final class PerClassSample {
        @RegisterExtension
        static final TunedContextExtension ZMQ =
                new TunedContextExtension(() -> TunedContext.builder().ioThreads(1));

        @Test
        void first(TunedContext context) {
            opened(context);
        }

        @Test
        void second(TunedContext context) {
            opened(context);
        }

        @AfterAll
        static void last(TunedContext context) {
            GIVEN.add(context);
        }
    }

    static final class PerTestSample {
        @RegisterExtension
        final TunedContextExtension zmq = new TunedContextExtension();

        @Test
        void first(TunedContext context) {
            opened(context);
        }

        @Test
        void second(TunedContext context) {
            opened(context);
        }
    }

    static final class FailingSample {
        @RegisterExtension
        static final TunedContextExtension ZMQ = new TunedContextExtension();

        @Test
        void fails(TunedContext context) {
            context.publisher().bind("tcp://127.0.0.1:*").open().publish("prices", new byte[1]);
            throw new AssertionError("on purpose");
        }
    }

    /** What a test leaves open closes with the context. */
    private static void opened(TunedContext context) {
        assertThat(TunedContext.current()).containsSame(context);
        GIVEN.add(context);
        context.publisher().bind("tcp://127.0.0.1:*").open();
    }

    private static final class Ran implements TestExecutionListener {
        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final List<ReportEntry> reports = new CopyOnWriteArrayList<>();
        private final AtomicInteger passed = new AtomicInteger();

        static Ran of(Class<?> tests) {
            Ran ran = new Ran();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(tests))
                                    .build(),
                            ran);
            return ran;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(failures::add);
            if (test.isTest() && result.getThrowable().isEmpty()) {
                passed.incrementAndGet();
            }
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            reports.add(entry);
        }
    }
}
