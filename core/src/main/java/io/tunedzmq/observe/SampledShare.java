package io.tunedzmq.observe;

import java.util.OptionalDouble;

/** How often something was so, of how many looks. Confined: one thread at a time. */
final class SampledShare {
    private long looks;
    private long so;

    void look(boolean isSo) {
        look(isSo, 1);
    }

    void look(boolean isSo, int times) {
        looks += times;
        so += isSo ? times : 0;
    }

    /** Those of another. */
    void add(SampledShare other) {
        looks += other.looks;
        so += other.so;
    }

    /** 0 to 1; 0 if nobody has looked. */
    double get() {
        return looks == 0 ? 0 : (double) so / looks;
    }

    /** 0 to 1; empty if nobody has looked. */
    OptionalDouble ifAny() {
        return looks == 0 ? OptionalDouble.empty() : OptionalDouble.of(get());
    }
}
