package io.tunedzmq.examples.top;

import org.jspecify.annotations.Nullable;

/**
 * What one thing did since the sample before. Immutable.
 *
 * @param before null if it was not there or is another one
 * @param first null if it was not there when the watching began, or is another one
 */
record Row(Reading now, @Nullable Reading before, @Nullable Reading first) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Growth per second since the sample before; NaN where that cannot be told. */
    double perSecond(String attribute) {
        if (before == null || now.atNs() <= before.atNs()) {
            return Double.NaN;
        }
        double grown = now.number(attribute) - before.number(attribute);
        return grown < 0 ? Double.NaN : grown * NANOS_PER_SECOND / (now.atNs() - before.atNs());
    }

    /** Messages per second. */
    double rate() {
        return perSecond(now.kind().counted());
    }

    /** Growth since the watching began, or since it was opened if that was later. */
    double sinceStart(String attribute) {
        double all = now.number(attribute);
        double grown = first == null ? all : all - first.number(attribute);
        return grown < 0 ? all : grown;
    }

    /** Whether it lost messages since the sample before. */
    boolean losing() {
        return perSecond("Dropped") > 0;
    }
}
