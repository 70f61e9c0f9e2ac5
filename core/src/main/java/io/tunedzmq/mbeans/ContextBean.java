package io.tunedzmq.mbeans;

import io.tunedzmq.internal.Checks;
import io.tunedzmq.jmx.ContextMXBean;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.ContextReading;
import io.tunedzmq.metrics.MeasuredContext;
import java.time.Duration;
import java.util.List;

/** A context in JMX. Thread-safe. */
final class ContextBean implements ContextMXBean {
    private final MeasuredContext context;
    private final CachedReading<ContextReading> now;

    ContextBean(MeasuredContext context) {
        this.context = context;
        now = new CachedReading<>(context::read);
    }

    @Override
    public String getSettings() {
        return context.settings();
    }

    @Override
    public int getIoThreads() {
        return now.get().stats().ioThreads();
    }

    @Override
    public int getIoThreadsAlive() {
        return now.get().stats().ioThreadsAlive();
    }

    @Override
    public String getHealth() {
        return now.get().health().status().name();
    }

    @Override
    public String[] getHealthReasons() {
        return now.get().health().reasons().toArray(String[]::new);
    }

    @Override
    public boolean isBroken() {
        return now.get().stats().broken().isPresent();
    }

    @Override
    public String getBrokenReason() {
        return now.get().stats().broken().orElse("");
    }

    @Override
    public long getSurvivedErrors() {
        return now.get().stats().survivedErrors();
    }

    @Override
    public long getHealedHandshakes() {
        return now.get().stats().healedHandshakes();
    }

    @Override
    public int getForeignContexts() {
        return now.get().stats().foreignContexts();
    }

    @Override
    public long getIncomingBytes() {
        return now.get().stats().incomingBytes();
    }

    @Override
    public long getIncomingBudget() {
        return now.get().stats().incomingBudget();
    }

    @Override
    public long getOutgoingBytes() {
        return now.get().stats().outgoingBytes();
    }

    @Override
    public long getOutgoingBudget() {
        return now.get().stats().outgoingBudget();
    }

    @Override
    public long getGivenUp() {
        return now.get().stats().givenUp();
    }

    @Override
    public String[] getOpenFindings() {
        return context.openFindings().orElse(List.of()).stream()
                .map(each -> each.severity() + " " + each.symptom() + " (" + each.subject() + "): " + each.summary()
                        + ". Fix: " + each.fix())
                .toArray(String[]::new);
    }

    @Override
    public String diagnose(int seconds) {
        Checks.range("seconds", seconds, 1, 3_600, "5 see most causes");
        return context.diagnose(Duration.ofSeconds(seconds)).toString();
    }
}
