package io.tunedzmq.examples.junit;

import io.tunedzmq.TunedContext;
import io.tunedzmq.TunedContextBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A context for the tests of a class, to copy into a project of its own. Tests take it as a parameter. Written for
 * JUnit 6; in JUnit 5 the store's {@code computeIfAbsent} is called {@code getOrComputeIfAbsent}, and before 5.13 the
 * store closes nothing but what implements its {@code CloseableResource}.
 *
 * <p>In a static field, {@code @RegisterExtension static final TunedContextExtension ZMQ = new
 * TunedContextExtension()}, it is open from before the first test of the class until after the last; in any other field
 * from before each test until after it. Whatever a test has left open closes with it. Classes that run at the same time
 * share the one context of the process, if their settings are equal, and each closes only what its own tests opened.
 *
 * <p>If a test fails, the counters of all publishers and subscribers that it has left open are in the report.
 */
public final class TunedContextExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterTestExecutionCallback, ParameterResolver {
    private static final String KEY = "context";

    private final Supplier<TunedContextBuilder> settings;

    /** With the settings of {@link TunedContext#builder()} as they are. */
    public TunedContextExtension() {
        this(TunedContext::builder);
    }

    /**
     * With other settings; two classes that run at the same time need the same.
     *
     * @param settings asked for a builder each time that a context is opened
     */
    public TunedContextExtension(Supplier<TunedContextBuilder> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        open(test);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        open(test); // Nothing, if the class has one: a test looks into the store of its class.
    }

    /** The store closes what it holds behind the test or class that it belongs to. */
    private TunedContext open(ExtensionContext test) {
        return test.getStore(ExtensionContext.Namespace.create(getClass(), this))
                .computeIfAbsent(KEY, unused -> settings.get().getOrBuild(), TunedContext.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            Map<String, String> counters = new LinkedHashMap<>();
            TunedContext context = open(test);
            context.publishers()
                    .forEach(each -> counters.put(each.toString(), each.stats().toString()));
            context.subscribers()
                    .forEach(each -> counters.put(each.toString(), each.stats().toString()));
            if (!counters.isEmpty()) {
                test.publishReportEntry(counters);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == TunedContext.class;
    }

    @Override
    public TunedContext resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return open(test);
    }
}
